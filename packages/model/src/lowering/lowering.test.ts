/** What the programs of a run are made of, without running them; `packages/trainer` runs them. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createOptions } from "../options/createOptions.ts";
import { digits, iris, prices, sketchChain, sketchModel, sketchSignature } from "../testing/sketchModel.ts";
import { initialState } from "./initialState.ts";
import type { LoweringRequest } from "./loweredModel.ts";
import { lowerTraining } from "./lowerTraining.ts";
import { computeEvaluationScalars, computeTrainingScalars, countSamples, learningRateAt } from "./stepScalars.ts";
import { summarize } from "./summarize.ts";

const classifier = sketchChain([
  { kind: "dense", parameters: { units: 5 } },
  { kind: "batchNormalization" },
  { kind: "dropout" },
  { kind: "dense", parameters: { units: 3, activation: "softmax" } },
]);

function lower(request: Partial<LoweringRequest> = {}) {
  const lowered = lowerTraining({ document: classifier, options: createOptions(), signature: iris, ...request });
  if (!lowered.ok) throw new Error(lowered.issues.map((issue) => issue.message).join(" "));
  return lowered.model;
}

describe("the layout", () => {
  test("names every tensor by block and keeps them apart, aligned and in order", () => {
    const { layout } = lower();
    expect(layout.tensors.map(({ key, arena, offset, size }) => [key, arena, offset, size])).toEqual([
      ["dense1/kernel", "parameters", 0, 20],
      ["dense1/bias", "parameters", 20, 5],
      ["batchNormalization2/running_mean", "statistics", 0, 5],
      ["batchNormalization2/running_variance", "statistics", 8, 5],
      ["batchNormalization2/gamma", "parameters", 28, 5],
      ["batchNormalization2/beta", "parameters", 36, 5],
      ["dense4/kernel", "parameters", 44, 15],
      ["dense4/bias", "parameters", 60, 3],
    ]);
    expect(Object.fromEntries(Object.entries(layout.states).map(([name, type]) => [name, type.shape]))).toEqual({
      parameters: [64],
      statistics: [16],
      "optimizer/mean": [64],
      "optimizer/meanSquare": [64],
    });
    expect(layout.parameterCount).toBe(20 + 5 + 5 + 5 + 15 + 3);
  });

  test("tensors never overlap, whatever the widths", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 }), (widths) => {
        const blocks = [...widths, 3].map((units) => ({ kind: "dense", parameters: { units, activation: "linear" } }));
        const { layout } = lower({ document: sketchChain(blocks) });
        let end = 0;
        for (const { offset, size, arena } of layout.tensors) {
          expect(arena).toBe("parameters");
          expect(offset % 4).toBe(0);
          expect(offset).toBeGreaterThanOrEqual(end);
          end = offset + size;
        }
        expect(layout.states.parameters?.shape[0]).toBeGreaterThanOrEqual(end);
      }),
      { numRuns: 20 },
    );
  });

  test("frozen blocks stay out of the optimizer's reach", () => {
    const document = sketchChain([
      { kind: "dense", parameters: { units: 5, trainable: false } },
      { kind: "dense", parameters: { units: 3, activation: "softmax" } },
    ]);
    const { layout, training } = lower({ document });
    expect(layout.states.frozen?.shape).toEqual([28]);
    expect(layout.states.parameters?.shape).toEqual([20]);
    expect(training.program.updates.map(({ name }) => name)).not.toContain("frozen");
    expect(layout.parameterCount).toBe(25 + 18);
  });

  test("optimizers bring the slots that their settings need", () => {
    const slots = (kind: string, parameters: Record<string, unknown>) => {
      const { layout, training } = lower({ options: createOptions({ optimizer: { kind, parameters } }) });
      const names = Object.keys(layout.states).filter((name) => name.startsWith("optimizer/"));
      for (const name of names) expect(training.program.updates.map((update) => update.name)).toContain(name);
      return names;
    };
    expect(slots("sgd", {})).toEqual([]);
    expect(slots("sgd", { momentum: 0.9 })).toEqual(["optimizer/momentum"]);
    expect(slots("rmsprop", { centered: true, momentum: 0.5 })).toEqual([
      "optimizer/meanSquare",
      "optimizer/meanGradient",
      "optimizer/momentum",
    ]);
  });
});

describe("first values", () => {
  test("are drawn per tensor, and slots start at 0", () => {
    const { layout } = lower();
    const state = initialState(layout, 3);
    expect(state).toEqual(initialState(layout, 3));
    expect(state.parameters).not.toEqual(initialState(layout, 4).parameters);
    expect(state["optimizer/mean"]).toEqual(new Float32Array(64));
    expect(Array.from(state.statistics?.subarray(8, 13) ?? [])).toEqual([1, 1, 1, 1, 1]);
    expect(Array.from(state.parameters?.subarray(20, 28) ?? [])).toEqual(new Array(8).fill(0));
    expect(Array.from(state.parameters?.subarray(28, 33) ?? [])).toEqual([1, 1, 1, 1, 1]);
  });

  test("do not depend on block ids or names", () => {
    const rename = (suffix: string) =>
      sketchModel([
        { id: `in${suffix}`, kind: "input" },
        { id: `d${suffix}`, kind: "dense", parameters: { units: 3, activation: "softmax" }, from: [`in${suffix}`] },
        { id: `out${suffix}`, kind: "target", from: [`d${suffix}`] },
      ]);
    const first = initialState(lower({ document: rename("") }).layout, 1);
    expect(initialState(lower({ document: rename("-other") }).layout, 1)).toEqual(first);
  });
});

describe("the training program", () => {
  test("gathers its batch from the data and masks only when a batch can be incomplete", () => {
    const { training, evaluation } = lower();
    expect(training).toMatchObject({ batchSize: 32, sampleCount: 120, lastBatchSize: 24, stepsPerEpoch: 4, totalSteps: 200 });
    expect(training.program.data).toEqual({
      "training/x": { dtype: "f32", shape: [120, 4] },
      "training/y": { dtype: "f32", shape: [120, 3] },
    });
    expect(Object.keys(training.program.scalars)).toContain("batchCount");
    expect(evaluation).toMatchObject({ batchSize: 15, steps: 1, subset: "validation" });
    const even = lower({ options: createOptions({ batchSize: 40 }) });
    expect(Object.keys(even.training.program.scalars)).not.toContain("batchCount");
  });

  test("a batch larger than the subset is the whole subset", () => {
    expect(lower({ options: createOptions({ batchSize: 1000, epochs: 7 }) }).training).toMatchObject({
      batchSize: 120,
      stepsPerEpoch: 1,
      totalSteps: 7,
    });
  });

  test("records loss and metrics as sums, per target when there are several", () => {
    expect(lower().training.program.series.map(({ name }) => name)).toEqual(["loss", "accuracy/correct"]);
    const signature = sketchSignature([
      { kind: "numeric", role: "input", shape: [4] },
      { kind: "categorical", role: "target", shape: [3] },
      { kind: "numeric", role: "target", shape: [1] },
    ]);
    const document = sketchModel([
      { id: "x", kind: "input" },
      { id: "a", kind: "dense", parameters: { units: 3, activation: "softmax" }, from: ["x"] },
      { id: "b", kind: "dense", parameters: { units: 1, activation: "linear" }, from: ["x"] },
      { id: "species", kind: "target", from: ["a"] },
      { id: "size", kind: "target", parameters: { feature: "y2" }, from: ["b"] },
    ]);
    const { metrics, training } = lower({ document, signature });
    expect(metrics.map(({ name }) => name)).toEqual([
      "loss/species",
      "accuracy/species",
      "loss/size",
      "meanAbsoluteError/size",
      "r2/size",
    ]);
    const recorded = training.program.series.map(({ name }) => name);
    for (const { sumSeries } of metrics) expect(recorded).toEqual(expect.arrayContaining(Object.values(sumSeries)));
  });

  test("evaluates in batches that the largest activation allows, and never in smaller ones than training", () => {
    const evaluationBatch = (side: number, filters: number) => {
      const shape = [side, side, 1];
      const features = [
        { kind: "image", role: "input", shape },
        { kind: "categorical", role: "target", shape: [3] },
      ] as const;
      const signature = sketchSignature(
        features.map((feature) => ({ ...feature, shape: [...feature.shape] })),
        { training: 900, validation: 900, test: 0 },
      );
      const document = sketchChain([
        { kind: "convolution2d", parameters: { filters, padding: "same" } },
        { kind: "globalAveragePooling2d" },
        { kind: "dense", parameters: { units: 3, activation: "softmax" } },
      ]);
      return lower({ document, signature }).evaluation?.batchSize;
    };
    expect(evaluationBatch(16, 8)).toBe(256);
    expect(evaluationBatch(128, 4)).toBe(64);
    expect(evaluationBatch(512, 16)).toBe(32);
  });

  test("every node says which block or stage it serves", () => {
    const { training } = lower();
    const origins = new Set(training.program.nodes.map((node) => node.origin));
    for (const origin of ["dense1", "batchNormalization2", "dropout3", "dense4", "loss", "optimizer", "batch", "metrics"]) {
      expect(origins).toContain(origin);
    }
  });

  test("gives back the errors of the check", () => {
    const lowered = lowerTraining({ document: sketchChain([]), options: createOptions(), signature: iris });
    expect(lowered).toMatchObject({ ok: false, issues: [{ code: "target-shape-differs" }] });
  });

  test("crosses to a worker thread as plain data", () => {
    const model = lower();
    expect(structuredClone(model)).toEqual(model);
  });
});

describe("the numbers of a step", () => {
  const { training } = lower({
    options: createOptions({ schedule: { kind: "exponentialDecay", parameters: { rate: 0.5, decaySteps: 4, staircase: true } } }),
  });

  test("walk through the epochs", () => {
    const { values, steps } = computeTrainingScalars(training, 2, 5);
    expect(steps).toBe(5);
    expect(Array.from(values.batchStart ?? [])).toEqual([64, 96, 0, 32, 64]);
    expect(Array.from(values.batchCount ?? [])).toEqual([32, 24, 32, 32, 32]);
    expect(Array.from(values.step ?? [])).toEqual([2, 3, 4, 5, 6]);
    const [first, second, third, ...rest] = Array.from(values.epochKey ?? []);
    expect(first).toBe(second);
    expect(third).not.toBe(first);
    expect(rest).toEqual([third, third]);
    expect(Array.from(values.learningRate ?? [])).toEqual([0.001, 0.001, 0.0005, 0.0005, 0.0005]);
    expect(learningRateAt(training, 8)).toBe(0.00025);
    expect(Object.keys(values).sort()).toEqual(Object.keys(training.program.scalars).sort());
  });

  test("are the same in one run of steps and in many", () => {
    const all = computeTrainingScalars(training, 0, 40).values;
    for (let step = 0; step < 40; step++) {
      for (const [name, [value]] of Object.entries(computeTrainingScalars(training, step, 1).values)) {
        expect(value, name).toBe(all[name]?.[step]);
      }
    }
  });

  test("count every sample of an epoch once", () => {
    fc.assert(
      fc.property(fc.nat(200), fc.nat(60), (first, steps) => {
        const one = Array.from({ length: steps }, (_, place) => countSamples(training, first + place, 1));
        expect(countSamples(training, first, steps)).toBe(one.reduce((sum, count) => sum + count, 0));
      }),
    );
    expect(countSamples(training, 4, 4)).toBe(120);
  });

  test("of an evaluation walk through the subset", () => {
    const { evaluation } = lower({ settings: { evaluationBatchSize: 8 } });
    if (!evaluation) throw new Error("no evaluation");
    const { values } = computeEvaluationScalars(evaluation, 0, evaluation.steps);
    expect(Array.from(values.batchStart ?? [])).toEqual([0, 8]);
    expect(countSamples(evaluation, 0, 2)).toBe(15);
  });
});

describe("summaries", () => {
  test("make metrics of sums", () => {
    const { metrics } = lower({
      document: sketchChain([{ kind: "dense", parameters: { units: 1, activation: "linear" } }]),
      signature: prices,
    });
    // Truth 1, 2, 3 against predictions 1, 2, 4, counted from 1 on.
    const totals = {
      loss: 1,
      "meanAbsoluteError/absoluteError": 1,
      "r2/squaredError": 1,
      "r2/truth": 3,
      "r2/squaredTruth": 5,
    };
    expect(summarize(metrics, totals, 3)).toEqual({ loss: 1 / 3, meanAbsoluteError: 1 / 3, r2: 0.5 });
    expect(summarize(metrics, { ...totals, "r2/truth": 0, "r2/squaredTruth": 0 }, 3).r2).toBeNaN();
  });
});

describe("the prediction program", () => {
  test("takes features and gives what a person reads", () => {
    const document = sketchChain([{ kind: "flatten" }, { kind: "dense", parameters: { units: 10, activation: "linear" } }]);
    const { prediction } = lower({ document, signature: digits, settings: { predictionBatchSize: 2 } });
    expect(prediction.inputs).toEqual([{ feature: "x", inputName: "feature/x", shape: [28, 28, 1] }]);
    expect(prediction.program.inputs["feature/x"]?.shape).toEqual([2, 28, 28, 1]);
    expect(prediction.targets).toMatchObject([{ blockId: "target3", outputName: "prediction/target3", shape: [10] }]);
    expect(Object.keys(prediction.program.data)).toEqual([]);
    // Logits go through the softmax that the loss implies.
    expect(prediction.program.nodes.some(({ operation }) => operation.op === "unary" && operation.operator === "exp")).toBe(true);
  });
});
