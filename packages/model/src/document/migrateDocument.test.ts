import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { checkModel } from "../check/checkModel.ts";
import { createOptions } from "../options/createOptions.ts";
import { migrateDocument } from "./migrateDocument.ts";
import { modelDocumentVersion } from "./modelDocument.ts";

const folder = resolve(import.meta.dirname, "golden");
const signature = {
  features: [
    { name: "inputs", shape: [4], kind: "numeric", role: "input" },
    { name: "species", shape: [3], kind: "categorical", role: "target" },
  ],
  samples: { training: 120, validation: 15, test: 15 },
} as const;

describe("documents of every version", () => {
  const files = readdirSync(folder);

  test("have a golden file each", () => {
    const versions = Array.from({ length: modelDocumentVersion }, (_, index) => `version${index + 1}.json`);
    expect(files.sort()).toEqual(versions.sort());
  });

  test.each(files)("%s opens, checks and stays as it is", (file) => {
    const text = readFileSync(resolve(folder, file), "utf8");
    const migrated = migrateDocument(text);
    if (!migrated.ok) expect.fail(migrated.message);
    expect(migrated.document.version).toBe(modelDocumentVersion);
    if (file === `version${modelDocumentVersion}.json`) expect(migrated.document).toEqual(JSON.parse(text));
    const { features, samples } = signature;
    const report = checkModel({
      document: migrated.document,
      options: createOptions(),
      signature: { features: features.map((feature) => ({ ...feature, shape: [...feature.shape] })), samples: { ...samples } },
    });
    expect(report.issues).toEqual([]);
    expect(report.parameterCount).toBe(4 * 8 + 8 + 8 * 3 + 3);
  });
});

describe("what is no model", () => {
  const valid = JSON.parse(readFileSync(resolve(folder, "version1.json"), "utf8"));

  test.each([
    ["not JSON", "{", "not valid JSON"],
    ["something else", { format: "text" }, '"format"'],
    ["a later version", { ...valid, version: 99 }, "newer Downhill"],
    ["a block without a kind", { ...valid, blocks: [{ id: "a" }] }, "damaged at blocks.0"],
    ["two blocks of one id", { ...valid, blocks: [valid.blocks[0], valid.blocks[0]] }, 'two blocks have the id "input-1"'],
    ["a connection to nowhere", { ...valid, blocks: valid.blocks.slice(1) }, 'the block "input-1", which is not there'],
    ["a connection twice", { ...valid, connections: [valid.connections[0], valid.connections[0]] }, "two connections"],
  ])("%s is refused with a sentence", (_name, json, sentence) => {
    const migrated = migrateDocument(json);
    expect(migrated.ok ? "" : migrated.message).toContain(sentence);
  });

  test("a block of an unknown kind opens", () => {
    const blocks = [...valid.blocks, { ...valid.blocks[1], id: "x", name: "X", kind: "lstm" }];
    expect(migrateDocument({ ...valid, blocks }).ok).toBe(true);
  });
});
