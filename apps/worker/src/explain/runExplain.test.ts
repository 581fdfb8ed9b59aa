/** `downhill explain` over real models: what it says must be what the planner does. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addBlock, connect, createDocument, type ModelDocument } from "@downhill/model";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { runExplain } from "./runExplain.ts";

type Blocks = readonly (readonly [kind: string, name: string, parameters?: Readonly<Record<string, unknown>>])[];

const digitsMlp: Blocks = [
  ["flatten", "Flat"],
  ["dense", "Hidden 1", { units: 256, activation: "relu" }],
  ["dense", "Hidden 2", { units: 128, activation: "relu" }],
  ["dense", "Scores", { units: 10, activation: "softmax" }],
];
const digitsCnn: Blocks = [
  ["convolution2d", "Strokes", { filters: 8, activation: "relu" }],
  ["maxPooling2d", "Smaller"],
  ["flatten", "Flat"],
  ["dense", "Scores", { units: 10, activation: "softmax" }],
];

function buildChain(blocks: Blocks): ModelDocument {
  let document = createDocument();
  let previous: string | null = null;
  for (const [kind, name, parameters = {}] of [["input", "Pixels"] as const, ...blocks, ["target", "Digit"] as const]) {
    const added = addBlock(document, { kind, name, parameters, position: { x: 0, y: 0 } });
    document = added.document;
    if (previous) document = connect(document, { blockId: previous, port: "output" }, { blockId: added.blockId, port: "input" });
    previous = added.blockId;
  }
  return document;
}

const Explained = z.object({
  batchSize: z.number(),
  dispatchesPerStep: z.number(),
  operationsPerStep: z.number(),
  totalBytes: z.number(),
  kernels: z.array(
    z.object({
      place: z.number(),
      serves: z.array(z.string()),
      operations: z.number(),
      bytes: z.number(),
      boundaries: z.array(z.string()),
      notes: z.array(z.string()),
    }),
  ),
  memory: z.array(z.object({ category: z.string(), bytes: z.number() })),
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "downhill-explain-"));
  await writeFile(join(folder, "mlp.json"), JSON.stringify(buildChain(digitsMlp)));
  await writeFile(join(folder, "cnn.json"), JSON.stringify(buildChain(digitsCnn)));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const digitShapes = ["--shapes", "pixels=28x28x1,digit=10", "--samples", "500"];

async function explain(...words: string[]): Promise<string[]> {
  const lines: string[] = [];
  await runExplain(words, { writeLine: (line) => lines.push(line), writeNotice: () => {} });
  return lines;
}

async function explainAsJson(model: string, ...words: string[]) {
  return Explained.parse(JSON.parse((await explain(join(folder, model), ...digitShapes, ...words, "--json")).join("\n")));
}

test("a table names the user's blocks, every kernel in order, and memory by category", async () => {
  const lines = await explain(join(folder, "mlp.json"), ...digitShapes);
  const text = lines.join("\n");
  expect(lines[0]).toBe("mlp.json, training");
  for (const name of ["Hidden 1", "Hidden 2", "Scores", "loss", "optimizer"]) expect(text).toContain(name);
  expect(text).not.toContain("undefined");
  expect(text).toMatch(/goes through memory: a matrix product reads each number many times \(kernel/);
  expect(text).toMatch(/dataset on the device +training\/pixels, training\/digit/);
  const places = lines.flatMap((line) => /^ {0,5}(\d+) {2}/.exec(line)?.[1] ?? []).map(Number);
  expect(places).toEqual(places.map((_, row) => row + 1));
  expect(lines[1]).toMatch(new RegExp(`^${places.length} kernels a step: `));
});

test("the weights and their optimizer state are counted to the byte", async () => {
  const { memory, totalBytes } = await explainAsJson("mlp.json");
  const bytesOf = (category: string) => memory.find((entry) => entry.category === category)?.bytes;
  // Biases and kernels lie at multiples of four numbers; all of these sizes but the last bias are.
  const weights = 784 * 256 + 256 + 256 * 128 + 128 + 128 * 10 + 12;
  expect(bytesOf("weights")).toBe(weights * 4);
  expect(bytesOf("optimizer state")).toBe(2 * weights * 4);
  expect(bytesOf("dataset on the device")).toBe(500 * (784 + 10) * 4);
  expect(memory.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(totalBytes);
});

test("every kernel but the last says where its results go, and each says how much it works", async () => {
  const { kernels, operationsPerStep } = await explainAsJson("cnn.json");
  expect(kernels.reduce((sum, { operations }) => sum + operations, 0)).toBe(operationsPerStep);
  for (const { boundaries, bytes } of kernels.slice(0, -1)) {
    expect(boundaries.length).toBeGreaterThan(0);
    expect(bytes).toBeGreaterThan(0);
  }
  const all = kernels.flatMap(({ boundaries }) => boundaries).join("\n");
  expect(all).toContain("a convolution reads each number many times");
  expect(all).toContain("a pooling window reads its neighbours");
  for (const [, named] of all.matchAll(/kernels? ([\d, ]+)\)/g)) {
    for (const place of String(named).split(", ")) expect(Number(place)).toBeLessThanOrEqual(kernels.length);
  }
});

test("a kernel is not charged with weights that it does not read", async () => {
  const { kernels } = await explainAsJson("mlp.json", "--unfused");
  const weights = (784 * 256 + 256 * 128 + 128 * 10) * 4;
  const scores = kernels.filter(({ serves }) => serves.includes("Scores"));
  for (const { bytes } of scores) expect(bytes).toBeLessThan(weights / 4);
  const fused = await explainAsJson("mlp.json");
  const lastLayer = fused.kernels.find(({ serves }) => serves.length === 1 && serves[0] === "Scores");
  expect(lastLayer?.bytes).toBeLessThan(weights / 4);
});

test("unfused takes more kernels, another batch more operations, evaluation no optimizer", async () => {
  const fused = await explainAsJson("mlp.json");
  const unfused = await explainAsJson("mlp.json", "--unfused");
  expect(unfused.dispatchesPerStep).toBeGreaterThan(3 * fused.dispatchesPerStep);
  expect(unfused.kernels.every(({ notes }) => notes.includes("fusion is off"))).toBe(true);
  const larger = await explainAsJson("mlp.json", "--batch-size", "64");
  expect(larger.batchSize).toBe(64);
  expect(larger.operationsPerStep).toBeGreaterThan(1.8 * fused.operationsPerStep);
  const evaluation = await explainAsJson("mlp.json", "--program", "evaluation");
  expect(evaluation.kernels.flatMap(({ serves }) => serves)).not.toContain("optimizer");
});

test("text and weights can be described without data", async () => {
  const model = buildChain([
    ["embedding", "Letters", { vocabulary: 65, units: 16 }],
    ["transformerBlock", "Context", { heads: 2, causal: true }],
    ["dense", "Next letter", { units: 65, activation: "softmax" }],
  ]);
  await writeFile(join(folder, "text.json"), JSON.stringify(model));
  const explainText = async (shapes: string) => {
    const lines = await explain(join(folder, "text.json"), "--shapes", shapes, "--samples", "40", "--json");
    return Explained.parse(JSON.parse(lines.join("\n")));
  };
  const bytesOfData = ({ memory }: z.infer<typeof Explained>) =>
    memory.find(({ category }) => category === "dataset on the device")?.bytes ?? 0;
  const plain = await explainText("text=8:tokens65,next=8:tokens65");
  expect(plain.kernels.flatMap(({ serves }) => serves)).toContain("Letters");
  expect(bytesOfData(plain)).toBe(2 * 40 * 8 * 4);
  const weighted = await explainText("text=8:tokens65,next=8:tokens65,kept=8:weight");
  expect(bytesOfData(weighted)).toBe(3 * 40 * 8 * 4);
  for (const shapes of ["text=8:tokens,next=8:tokens65", "text=8:tokens0,next=8", "text=8:numeric3,next=8"])
    await expect(explainText(shapes)).rejects.toThrow(/must say how many different tokens there are/);
});

test("a file of data gives the shapes", async () => {
  const rows = Array.from({ length: 60 }, (_, row) => `${row / 7},${(row * 5) % 11},${["one", "two", "three"][row % 3]}`);
  await writeFile(join(folder, "table.csv"), `a,b,kind\n${rows.join("\n")}\n`);
  const model = buildChain([["dense", "Only", { units: 3, activation: "softmax" }]]);
  await writeFile(join(folder, "table.json"), JSON.stringify({ document: model, options: { batchSize: 8 } }));
  const lines = await explain(join(folder, "table.json"), "--data", join(folder, "table.csv"), "--target", "kind");
  expect(lines[1]).toContain("batches of 8");
});

test.each([
  [["--shapes", "pixels=28x28"], /does not check|target/],
  [["--shapes", "pixels:28"], /"pixels:28" is not NAME=SIZES/],
  [["--shapes", "pixels=28x28x1:photo,digit=10"], /"pixels" is not understood/],
  [[], /says nothing of the data's shapes.*--shapes/],
  [["--shapes", "a=1,b=1", "--data", "x.csv"], /exclude each other/],
  [["--shapes", "a=1,b=1", "--program", "dance"], /--program is "dance"/],
])("bad input %j is refused in one sentence", async (words, message) => {
  await expect(explain(join(folder, "mlp.json"), ...words)).rejects.toThrow(message);
});

test("a model beyond the limits names the block and the number", async () => {
  const model = buildChain([
    ["flatten", "Flat"],
    ["dense", "Enormous", { units: 60_000, activation: "relu" }],
    ["dense", "Scores", { units: 10, activation: "softmax" }],
  ]);
  await writeFile(join(folder, "large.json"), JSON.stringify(model));
  await expect(explain(join(folder, "large.json"), ...digitShapes)).rejects.toThrow(/needs \d+\.\d MiB in one piece/);
});
