/** What the reference cases of recurrent and attention blocks do not cover: masks, direction, dropout, places, and what does not fit. */
import { openReferenceDevice } from "@downhill/engine";
import { checkModel, createOptions, type DatasetSignature, lowerTraining } from "@downhill/model";
import { describe, expect, test } from "vitest";
import type { LayerCase } from "../test/reference/caseSchemas.ts";
import type { ReferenceArray } from "../test/reference/referenceFolder.ts";
import { runLayer } from "../test/reference/runLayer.ts";
import { chainModel } from "./testing/experiment.ts";

const device = openReferenceDevice();

function fill(shape: readonly number[], seed: number): ReferenceArray {
  const count = shape.reduce((product, size) => product * size, 1);
  return {
    shape,
    dtype: "f32",
    values: Float32Array.from({ length: count }, (_, i) => Math.sin((i + 1) * 12.9898 + seed) * 0.8),
  };
}

function given(shape: readonly number[], values: readonly number[]): ReferenceArray {
  return { shape, dtype: "f32", values: Float32Array.from(values) };
}

type Arrays = Readonly<Record<string, ReferenceArray>>;

/** Outputs of one block by name. */
async function run(
  kind: string,
  parameters: Readonly<Record<string, unknown>>,
  inputs: Arrays,
  params: Arrays,
  outputs: readonly string[],
) {
  const layer: LayerCase = { name: kind, kind, config: {}, inputs, params, upstream: {}, expect: {}, tol: {} };
  return runLayer(device, layer, [{ kind, parameters, mode: "training", tensors: {}, outputs }]);
}

const units = 3;
const weights = (gates: number, biasRows = 1): Arrays => ({
  kernel: fill([2, gates * units], 1),
  recurrent_kernel: fill([units, gates * units], 2),
  bias: fill(biasRows === 1 ? [gates * units] : [biasRows, gates * units], 3),
});
const cells = [
  { kind: "simpleRnn", params: weights(1) },
  { kind: "lstm", params: weights(4) },
  { kind: "gru", params: weights(3, 2) },
];

/** One sample: the rows of `x`, each of two numbers. */
const sequence = (rows: readonly (readonly number[])[]) => given([1, rows.length, 2], rows.flat());
const rows = [
  [0.3, -1],
  [1.2, 0.4],
  [-0.7, 0.9],
  [0.1, 0.2],
  [-1.1, 0.6],
];

describe.each(cells)("$kind", ({ kind, params }) => {
  const read = (x: ReferenceArray, parameters = {}, more: Arrays = {}) =>
    run(kind, { units, returnSequences: true, ...parameters }, { input: x, ...more }, params, ["sequence", "state"]);

  test("skips the places that the mask hides and keeps its state there", async () => {
    const masked = await read(sequence(rows), {}, { key_keep: given([1, 5], [1, 1, 0, 1, 0]) });
    const short = await read(sequence(rows.filter((_row, place) => place !== 2 && place !== 4)));
    const at = (values: ArrayLike<number> | undefined, place: number) =>
      Array.from(values ?? []).slice(place * units, (place + 1) * units);
    expect(Array.from(masked.state ?? [])).toEqual(Array.from(short.state ?? []));
    expect(at(masked.sequence, 2)).toEqual(at(masked.sequence, 1));
    expect(at(masked.sequence, 3)).toEqual(at(short.sequence, 2));
  });

  test("backwards is forwards on the sequence turned round, with every output at its place", async () => {
    const backwards = await read(sequence(rows), { backwards: true });
    const turned = await read(sequence(rows.toReversed()));
    const places = Array.from({ length: 5 }, (_, place) =>
      Array.from(turned.sequence ?? []).slice(place * units, (place + 1) * units),
    );
    expect(Array.from(backwards.sequence ?? [])).toEqual(places.toReversed().flat());
    expect(Array.from(backwards.state ?? [])).toEqual(Array.from(turned.state ?? []));
  });
});

describe("attention", () => {
  test("gives hidden keys no weight at all, and shares what is left", async () => {
    const inputs = {
      query: fill([1, 2, 4], 1),
      key: fill([1, 3, 4], 2),
      value: fill([1, 3, 4], 3),
      key_keep: given([1, 3], [1, 0, 1]),
    };
    const { weights: got } = await run("attention", {}, inputs, {}, ["output", "weights"]);
    const [a = 0, b, c = 0] = Array.from(got ?? []);
    expect(b).toBe(0);
    expect(a + c).toBeCloseTo(1, 6);
  });

  test("without a key looks at its own places; causal, the first place sees itself only", async () => {
    const query = fill([1, 4, 2], 5);
    const { output, weights: got } = await run("attention", { causal: true }, { query }, {}, ["output", "weights"]);
    expect(Array.from(got ?? []).slice(0, 4)).toEqual([1, 0, 0, 0]);
    expect(Array.from(output ?? []).slice(0, 2)).toEqual(Array.from(query.values).slice(0, 2));
  });
});

test("position encoding adds sine and cosine of the published rates", async () => {
  const [places, width] = [40, 6];
  const { output } = await run(
    "positionEncoding",
    {},
    { input: given([1, places, width], new Array(places * width).fill(0)) },
    {},
    ["output"],
  );
  const wanted = Array.from({ length: places * width }, (_, i) => {
    const [place, column] = [Math.floor(i / width), i % width];
    const angle = place / 10000 ** ((2 * Math.floor(column / 2)) / width);
    return column % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
  });
  Array.from(output ?? []).forEach((value, i) => {
    expect(Math.abs(value - (wanted[i] ?? 0))).toBeLessThan(2e-5);
  });
});

describe("in a model", () => {
  const signature = (shape: readonly number[]): DatasetSignature => ({
    features: [
      { name: "x", shape: [...shape], kind: "numeric", role: "input" },
      { name: "y", shape: [1], kind: "numeric", role: "target" },
    ],
    samples: { training: 8, validation: 0, test: 0 },
  });
  const dense = { kind: "dense", parameters: { units: 1, activation: "linear" } };

  test("dropout draws once for the inputs and once for the state, however long the sequence", () => {
    const document = chainModel([{ kind: "lstm", parameters: { units: 4, dropout: 0.2, recurrentDropout: 0.2 } }, dense]);
    const lowered = lowerTraining({ document, options: createOptions({ batchSize: 4 }), signature: signature([6, 2]) });
    if (!lowered.ok) throw new Error(lowered.issues.map(({ message }) => message).join(" "));
    const { training, prediction } = lowered.model;
    const count = ({ nodes }: typeof training.program) => nodes.filter(({ operation }) => operation.op === "randomBits").length;
    expect(count(training.program)).toBe(2);
    expect(count(prediction.program)).toBe(0);
  });

  test.each([
    ["lstm", [5], "needs-sequence"],
    ["gru", [2000, 2], "sequence-too-long"],
    ["transformerBlock", [5, 7], "heads-do-not-divide"],
    ["transformerBlock", [5], "needs-sequence"],
  ])("%s says what is wrong with an input of %s", (kind, shape, code) => {
    const document = chainModel([{ kind, parameters: {} }, { kind: "flatten", parameters: {} }, dense]);
    const report = checkModel({ document, options: createOptions({}), signature: signature(shape) });
    expect(report.issues.map((issue) => issue.code)).toContain(code);
  });
});
