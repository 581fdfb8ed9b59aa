/** The programs that lowering gives, run on the reference target: incomplete batches, shuffling, dropout, frozen blocks, evaluation. */
import { type DeviceTensor, openReferenceDevice } from "@downhill/engine";
import {
  type CompilerOptions,
  computeEvaluationScalars,
  computeTrainingScalars,
  createOptions,
  type DatasetSignature,
  initialState,
  type LoweredModel,
  type LoweringSettings,
  lowerTraining,
  type ModelDocument,
  summarize,
} from "@downhill/model";
import { describe, expect, test } from "vitest";
import { chainModel } from "./testing/experiment.ts";

const width = 3;

/** Rows of a smooth made-up table: `x` has three columns, `y` one. */
function makeRows(count: number): Record<"x" | "y", Float32Array> {
  const x = Float32Array.from({ length: count * width }, (_, i) => Math.sin(i * 12.9898) * 1.7);
  const y = Float32Array.from({ length: count }, (_, i) => 50 + (x[i * width] ?? 0) - 2 * (x[i * width + 1] ?? 0) ** 2);
  return { x, y };
}

function makeSignature(training: number, validation = 0): DatasetSignature {
  return {
    features: [
      { name: "x", shape: [width], kind: "numeric", role: "input" },
      { name: "y", shape: [1], kind: "numeric", role: "target" },
    ],
    samples: { training, validation, test: 0 },
  };
}

interface Setup {
  readonly document: ModelDocument;
  readonly training: Record<"x" | "y", Float32Array>;
  readonly validation?: Record<"x" | "y", Float32Array>;
  readonly options?: Partial<CompilerOptions>;
  readonly settings?: LoweringSettings;
}

async function open({
  document,
  training,
  validation = { x: new Float32Array(), y: new Float32Array() },
  options,
  settings,
}: Setup) {
  const signature = makeSignature(training.y.length, validation.y.length);
  const lowered = lowerTraining({ document, options: createOptions(options), signature, settings });
  if (!lowered.ok) throw new Error(lowered.issues.map((issue) => issue.message).join(" "));
  const { model } = lowered;
  const device = openReferenceDevice();
  const states: Record<string, DeviceTensor> = {};
  for (const [name, values] of Object.entries(initialState(model.layout, 1))) {
    states[name] = device.createTensor({ dtype: "f32", shape: [values.length] }, values);
  }
  const data: Record<string, DeviceTensor> = {};
  for (const [subset, rows] of Object.entries({ training, validation })) {
    const count = rows.y.length;
    if (count === 0) continue;
    data[`${subset}/x`] = device.createTensor({ dtype: "f32", shape: [count, width] }, rows.x);
    data[`${subset}/y`] = device.createTensor({ dtype: "f32", shape: [count, 1] }, rows.y);
  }
  const trainer = await device.compile(model.training.program, { states, data });
  const train = (first: number, steps: number) => trainer.submit(computeTrainingScalars(model.training, first, steps)).series;
  return { model, device, states, data, train };
}

async function evaluate({ model, device, states, data }: Awaited<ReturnType<typeof open>>) {
  const { evaluation } = model;
  if (!evaluation) throw new Error("There is nothing to evaluate.");
  const evaluator = await device.compile(evaluation.program, { states, data });
  const series = await evaluator.submit(computeEvaluationScalars(evaluation, 0, evaluation.steps)).series;
  const totals = Object.fromEntries(Object.entries(series).map(([name, sums]) => [name, sums.reduce((a, b) => a + b, 0)]));
  return summarize(model.metrics, totals, evaluation.sampleCount);
}

const withNorm = chainModel([
  { kind: "dense", parameters: { units: 4, activation: "tanh" } },
  { kind: "batchNormalization" },
  { kind: "dense", parameters: { units: 1, activation: "linear" } },
]);

describe("an incomplete last batch", () => {
  test("trains exactly as its own samples would, batch normalization included", async () => {
    const all = makeRows(10);
    const last = { x: all.x.slice(8 * width), y: all.y.slice(8) };
    const whole = await open({ document: withNorm, training: all, options: { batchSize: 4, shuffle: false } });
    const alone = await open({ document: withNorm, training: last, options: { batchSize: 2, shuffle: false } });
    // Step 2 of the whole set holds samples 8 and 9; Adam's scalars of both must be those of a first step.
    const scalars = computeTrainingScalars(whole.model.training, 2, 1).values;
    const first = computeTrainingScalars(alone.model.training, 0, 1).values;
    expect(Array.from(scalars.batchCount ?? [])).toEqual([2]);
    const program = await whole.device.compile(whole.model.training.program, { states: whole.states, data: whole.data });
    const values = Object.fromEntries(
      Object.entries(scalars).map(([name, own]) => [name, name.startsWith("batch") ? own : (first[name] ?? own)]),
    );
    const series = await program.submit({ steps: 1, values }).series;
    const wanted = await alone.train(0, 1);
    expect(series.loss?.[0]).toBeCloseTo(wanted.loss?.[0] ?? Number.NaN, 2);
    for (const name of ["parameters", "statistics"]) {
      const got = await whole.states[name]?.read();
      const want = await alone.states[name]?.read();
      expect(Math.max(...(got ?? []).map((value, i) => Math.abs(value - (want?.[i] ?? Number.NaN))))).toBeLessThan(1e-5);
    }
  });
});

describe("shuffling", () => {
  const still = { optimizer: { kind: "sgd", parameters: {} }, learningRate: 1e-7, batchSize: 8 };
  const document = chainModel([{ kind: "dense", parameters: { units: 1, activation: "linear" } }]);
  const epochSums = async (options: Partial<CompilerOptions>) => {
    const { train } = await open({ document, training: makeRows(40), options: { ...still, ...options } });
    const losses = Array.from((await train(0, 15)).loss ?? []);
    return [losses.slice(0, 5), losses.slice(5, 10), losses.slice(10)] as const;
  };
  const total = (losses: readonly number[]) => losses.reduce((sum, loss) => sum + loss, 0);

  test("shows every sample once an epoch, in another order each time", async () => {
    const [first, second, third] = await epochSums({});
    for (const epoch of [second, third]) expect(total(epoch) / total(first)).toBeCloseTo(1, 4);
    expect(second[0]).not.toBeCloseTo(first[0] ?? 0, 0);
    expect(third[0]).not.toBeCloseTo(second[0] ?? 0, 0);
  });

  test("follows the data access seed", async () => {
    expect(await epochSums({ dataAccessSeed: 5 })).toEqual(await epochSums({ dataAccessSeed: 5 }));
    expect(await epochSums({ dataAccessSeed: 5 })).not.toEqual(await epochSums({ dataAccessSeed: 6 }));
  });

  test("off keeps the order", async () => {
    const [first, second] = await epochSums({ shuffle: false });
    for (const [place, loss] of first.entries()) expect((second[place] ?? 0) / loss).toBeCloseTo(1, 4);
  });
});

describe("dropout", () => {
  const document = chainModel([
    { kind: "dropout", parameters: { rate: 0.5 } },
    { kind: "dense", parameters: { units: 1, activation: "linear" } },
  ]);
  const options = { optimizer: { kind: "sgd", parameters: {} }, learningRate: 1e-7, batchSize: 20, shuffle: false };
  const losses = async (changes: Partial<CompilerOptions> = {}) => {
    const setup = { document, training: makeRows(20), validation: makeRows(20), options: { ...options, ...changes } };
    const opened = await open(setup);
    return { perStep: Array.from((await opened.train(0, 4)).loss ?? []), evaluation: await evaluate(opened) };
  };

  test("drops other numbers at every step, the same ones in every run, none in evaluation", async () => {
    const once = await losses();
    expect(new Set(once.perStep).size).toBe(4);
    expect(await losses()).toEqual(once);
    const without = await open({
      document: chainModel([{ kind: "dense", parameters: { units: 1, activation: "linear" } }]),
      training: makeRows(20),
      validation: makeRows(20),
      options,
    });
    await without.train(0, 4);
    expect((await evaluate(without)).loss).toBeCloseTo(once.evaluation.loss ?? Number.NaN, 2);
  });
});

describe("evaluation", () => {
  test("gives the same numbers however the subset is cut", async () => {
    const results = [];
    for (const evaluationBatchSize of [1, 4, 7, 256]) {
      const rows = { training: makeRows(12), validation: makeRows(15) };
      const opened = await open({ document: withNorm, ...rows, settings: { evaluationBatchSize } });
      await opened.train(0, 30);
      results.push(await evaluate(opened));
    }
    const [first, ...others] = results;
    expect(Object.keys(first ?? {})).toEqual(["loss", "meanAbsoluteError", "r2"]);
    for (const other of others) {
      for (const [name, value] of Object.entries(other)) expect(value).toBeCloseTo(first?.[name] ?? Number.NaN, 3);
    }
  });

  test("counts R² as the formula says, with a target far from 0", async () => {
    const validation = makeRows(15);
    const shifted = { x: validation.x, y: validation.y.map((value) => value + 2000) };
    const opened = await open({ document: withNorm, training: shifted, validation: shifted });
    await opened.train(0, 3);
    const { loss = Number.NaN, r2 } = await evaluate(opened);
    const mean = shifted.y.reduce((sum, value) => sum + value, 0) / 15;
    const variance = shifted.y.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 15;
    expect((r2 ?? Number.NaN) / (1 - loss / variance)).toBeCloseTo(1, 4);
  });
});

test("a frozen block keeps its weights while the rest trains", async () => {
  const document = chainModel([
    { kind: "dense", parameters: { units: 4, trainable: false } },
    { kind: "dense", parameters: { units: 1, activation: "linear" } },
  ]);
  const { train, states, model } = await open({ document, training: makeRows(16) });
  const start = initialState(model.layout, 1);
  await train(0, 20);
  expect(await states.frozen?.read()).toEqual(start.frozen);
  expect(await states.parameters?.read()).not.toEqual(start.parameters);
});

test("prediction applies the activation that the loss implies", async () => {
  const features: DatasetSignature["features"] = [
    { name: "x", shape: [width], kind: "numeric", role: "input" },
    { name: "y", shape: [2], kind: "categorical", role: "target" },
  ];
  const predict = async (activation: string): Promise<Float32Array> => {
    const document = chainModel([{ kind: "dense", parameters: { units: 2, activation } }]);
    const samples = { training: 4, validation: 0, test: 0 };
    const lowered = lowerTraining({ document, options: createOptions(), signature: { features, samples } });
    if (!lowered.ok) throw new Error("The model does not check.");
    const { layout, prediction }: LoweredModel = lowered.model;
    const device = openReferenceDevice();
    const values = initialState(layout, 1);
    const state = device.createTensor({ dtype: "f32", shape: [values.parameters?.length ?? 0] }, values.parameters);
    const executable = await device.compile(prediction.program, { states: { parameters: state }, data: {} });
    executable.writeInput("feature/x", Float32Array.of(1, -2, 0.5));
    await executable.submit({ steps: 1, values: {} }).done;
    return Float32Array.from(await executable.readOutput(prediction.targets[0]?.outputName ?? ""));
  };
  const fromLogits = await predict("linear");
  expect((fromLogits[0] ?? 0) + (fromLogits[1] ?? 0)).toBeCloseTo(1, 5);
  expect(fromLogits).toEqual(await predict("softmax"));
});
