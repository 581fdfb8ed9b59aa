/** The whole way on real data, read from DATA_DIR or ../shared/data; skipped with a message where that folder is absent. */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import type { DatasetSource } from "./datasetDefinition.ts";
import { inspectTable } from "./inspectTable.ts";
import { openDataset } from "./openDataset.ts";
import { proposeDefinition } from "./proposeDefinition.ts";
import { readCsv } from "./readCsv.ts";
import { signatureOf } from "./signatureOf.ts";

const folder = resolve(process.env.DATA_DIR ?? join(import.meta.dirname, "../../../../shared/data"));
const present = existsSync(folder);
if (!present) console.warn(`Real data files are skipped: ${folder} is absent. Set DATA_DIR to a folder that has them.`);

const load = (blob: string) => Promise.resolve(new Uint8Array(readFileSync(join(folder, blob))));

async function openCsv(fileName: string, target?: string) {
  const read = readCsv(await load(fileName), { fileName });
  if (!read.ok) throw new Error(read.issues[0]?.message);
  const source: DatasetSource = { kind: "csv", fileName, blob: fileName, ...read.value.dialect };
  const proposal = proposeDefinition({ kind: "table", table: read.value.table }, { source, target });
  if (!proposal.ok) throw new Error(proposal.issues[0]?.message);
  const opened = await openDataset({ definition: proposal.value.definition, loadBlob: load });
  if (!opened.ok) throw new Error(opened.issues[0]?.message);
  return {
    inspection: inspectTable(read.value.table),
    proposal: proposal.value,
    encoded: opened.value.encoded,
    signature: signatureOf(opened.value.encoded),
  };
}

describe.skipIf(!present)("real files", () => {
  it("iris: three species from four lengths, though the file is sorted", async () => {
    const { proposal, signature, inspection } = await openCsv("iris.csv");
    expect(proposal).toMatchObject({ target: "species", problem: "classification" });
    expect(inspection.sortedBy).toEqual(["species"]);
    expect(signature.features.map(({ shape }) => shape)).toEqual([[4], [3]]);
    expect(signature.samples).toEqual({ training: 90, validation: 30, test: 30 });
  });

  it("titanic: types, missing cells and the column that gives the answer away", async () => {
    const { proposal, inspection } = await openCsv("titanic.csv", "survived");
    expect(proposal.problem).toBe("binary");
    expect(proposal.leftOut.map(({ column }) => column)).toEqual(["deck", "alive"]);
    const age = inspection.columns.find(({ name }) => name === "age");
    expect(age).toMatchObject({ type: "numeric", missing: 177, count: 714 });
    expect(age?.numbers?.mean).toBeCloseTo(29.699118, 5);
    expect(inspection.columns.find(({ name }) => name === "adult_male")).toMatchObject({ type: "binary", distinct: 2 });
  });

  it("mpg: a number to predict, a free-text name left out", async () => {
    const { proposal, signature } = await openCsv("mpg.csv");
    expect(proposal).toMatchObject({ target: "mpg", problem: "regression" });
    expect(proposal.leftOut.map(({ column }) => column)).toEqual(["name"]);
    expect(signature.features[0]?.shape).toEqual([9]);
  });

  it("penguins: categories and missing cells", async () => {
    const { proposal, inspection, encoded } = await openCsv("penguins.csv");
    expect(proposal.target).toBe("species");
    expect(inspection.columns.find(({ name }) => name === "sex")).toMatchObject({ type: "binary", missing: 11 });
    expect(encoded.droppedRows).toBe(0);
  });

  it("California housing: 207 missing cells are filled, five coasts become one-hot", async () => {
    const { proposal, inspection, signature, encoded } = await openCsv("california-housing.csv");
    expect(proposal).toMatchObject({ target: "median_house_value", problem: "regression", leftOut: [] });
    expect(inspection.columns.find(({ name }) => name === "total_bedrooms")).toMatchObject({ type: "numeric", missing: 207 });
    expect(signature.features[0]?.shape).toEqual([13]);
    const values = encoded.features[0]?.values.training ?? new Float32Array();
    expect(values.every(Number.isFinite)).toBe(true);
  });

  it("MNIST: ten thousand digits from two packed IDX files", async () => {
    const source: DatasetSource = {
      kind: "idx",
      imagesFileName: "mnist-t10k-images-idx3-ubyte.gz",
      imagesBlob: "mnist-t10k-images-idx3-ubyte.gz",
      labelsFileName: "mnist-t10k-labels-idx1-ubyte.gz",
      labelsBlob: "mnist-t10k-labels-idx1-ubyte.gz",
    };
    const { loadContent } = await import("./openDataset.ts");
    const content = await loadContent(source, load);
    if (!content.ok) throw new Error(content.issues[0]?.message);
    const proposal = proposeDefinition(content.value, { source });
    if (!proposal.ok) throw new Error(proposal.issues[0]?.message);
    const opened = await openDataset({ definition: proposal.value.definition, loadBlob: load });
    if (!opened.ok) throw new Error(opened.issues[0]?.message);
    expect(signatureOf(opened.value.encoded)).toMatchObject({
      features: [
        { name: "image", shape: [28, 28, 1], kind: "image" },
        { name: "label", shape: [10], kind: "categorical" },
      ],
      samples: { training: 8000, validation: 1000, test: 1000 },
    });
  });
});
