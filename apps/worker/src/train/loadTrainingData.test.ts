import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DatasetDefinition, definitionHash } from "@downhill/data";
import { expect, test } from "vitest";
import { loadTrainingData } from "./loadTrainingData.ts";

test("a checkpoint of an earlier version goes on with the split that it was trained with", async () => {
  const folder = await mkdtemp(join(tmpdir(), "downhill-split-"));
  try {
    const dataPath = join(folder, "table.csv");
    const rows = Array.from({ length: 40 }, (_, i) => `${i},${(i * 7) % 11},${i % 3 === 0 ? "a" : "b"}`);
    await writeFile(dataPath, ["x,y,side", ...rows].join("\n"));
    const given = { dataPath, labelsPath: null, target: null, seed: null };
    const fresh = await loadTrainingData(given);
    expect(fresh.proposal.definition.subsets).toEqual({ seed: 1, fractions: [0.6, 0.2, 0.2], stratified: true });

    const definition: DatasetDefinition = { ...fresh.proposal.definition, subsets: { seed: 7, fractions: [0.8, 0.1, 0.1] } };
    const before = await definitionHash(definition);
    const resumed = await loadTrainingData(given, before);
    expect(resumed).toMatchObject({ versionHash: before, encoded: { samples: { training: 32, validation: 4, test: 4 } } });
    expect((await loadTrainingData(given, fresh.versionHash)).proposal).toEqual(fresh.proposal);
    expect((await loadTrainingData(given, "of other data")).proposal).toEqual(fresh.proposal);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
