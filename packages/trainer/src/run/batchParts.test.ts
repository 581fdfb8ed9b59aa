/** Batches in parts: the same updates and the same numbers told as whole batches, on the exact target. */
import { openReferenceDevice } from "@downhill/engine";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildExperiment, type TestExperimentOptions } from "../testing/experiment.ts";
import { chooseParts, joinParts, orderParts } from "./batchParts.ts";
import { planRun, type RunPlan, type Summary } from "./runPlan.ts";
import { openRunSession } from "./runSession.ts";

test("parts of an epoch follow each other without gaps, and a step's parts never cross an epoch", () => {
  const numbers = {
    samples: fc.integer({ min: 1, max: 500 }),
    size: fc.integer({ min: 1, max: 40 }),
    parts: fc.integer({ min: 1, max: 9 }),
  };
  fc.assert(
    fc.property(fc.record(numbers), ({ samples, size, parts }) => {
      const stepsPerEpoch = Math.ceil(samples / (size * parts));
      const partsPerEpoch = Math.ceil(samples / size);
      const order = orderParts({ parts, stepsPerEpoch, partsPerEpoch });
      for (let step = 0; step < stepsPerEpoch * 2; step++) {
        const count = order.firstOf(step + 1) - order.firstOf(step);
        expect(count).toBeGreaterThan(0);
        expect(count).toBeLessThanOrEqual(parts);
        if ((step + 1) % stepsPerEpoch > 0) expect(count).toBe(parts);
      }
      expect(order.firstOf(stepsPerEpoch)).toBe(partsPerEpoch);
    }),
  );
});

test("a batch is cut into equal parts only, down to single samples", () => {
  expect(chooseParts(12, 2)).toBe(2);
  expect(chooseParts(12, 5)).toBe(6);
  expect(chooseParts(7, 2)).toBe(7);
  expect(chooseParts(7, 8)).toBeNull();
});

test("sums of parts become sums of steps", () => {
  const order = orderParts({ parts: 3, stepsPerEpoch: 2, partsPerEpoch: 4 });
  expect(joinParts({ loss: Float32Array.of(1, 2, 3, 4, 5, 6, 7) }, order, 0, 3)).toEqual({ loss: Float32Array.of(6, 4, 18) });
});

const networks: readonly (TestExperimentOptions & { readonly name: string })[] = [
  {
    name: "classifier with an incomplete last batch and Adam",
    parameters: { count: 130 },
    blocks: [
      { kind: "dense", parameters: { units: 6, activation: "tanh" } },
      { kind: "dense", parameters: { units: 3, activation: "softmax" } },
    ],
    options: { learningRate: 0.02, epochs: 2, batchSize: 24 },
  },
  {
    name: "regression with accumulation, clipping and averaged weights",
    generator: "regressionSurface",
    parameters: { count: 110 },
    blocks: [
      { kind: "dense", parameters: { units: 5, activation: "gelu" } },
      { kind: "dense", parameters: { units: 1 } },
    ],
    options: {
      learningRate: 0.01,
      epochs: 2,
      batchSize: 12,
      accumulationSteps: 3,
      clipping: "globalNorm",
      clippingThreshold: 0.5,
      weightAverage: true,
      optimizer: { kind: "sgd", parameters: { momentum: 0.9 } },
    },
  },
];

async function trainAll(plan: RunPlan, dataset: Awaited<ReturnType<typeof buildExperiment>>["dataset"]) {
  const session = await openRunSession({ device: openReferenceDevice(), plan, dataset, states: plan.createInitialStates() });
  const summaries: Summary[] = [];
  for (let step = 0; step < plan.totalSteps; step += 4) {
    const count = Math.min(4, plan.totalSteps - step);
    summaries.push(...plan.summarizeSteps(await session.submitTraining(step, count).series, step, count));
  }
  const states = await session.readStates();
  session.dispose();
  return { states, summaries };
}

describe.each(networks)("$name", (network) => {
  test("makes the same updates in any number of parts", async () => {
    const { spec, dataset } = await buildExperiment(network);
    const planned = planRun(spec, dataset);
    if (!planned.ok) throw new Error(planned.message);
    const whole = await trainAll(planned.value, dataset);
    const seen: number[] = [];
    for (let plan = planned.value.shrink("training"); plan; plan = plan.shrink("training")) {
      seen.push(plan.parts);
      const own = await trainAll(plan, dataset);
      expect(Object.keys(own.states)).toEqual(Object.keys(whole.states));
      for (const [name, values] of Object.entries(whole.states)) {
        const worst = Array.from(values).reduce(
          (most, value, i) => Math.max(most, Math.abs(value - (own.states[name]?.[i] ?? Number.NaN))),
          0,
        );
        expect({ parts: plan.parts, name, worst: worst < 1e-9 }).toEqual({ parts: plan.parts, name, worst: true });
      }
      expect(own.summaries).toHaveLength(whole.summaries.length);
      for (const [place, summary] of whole.summaries.entries()) {
        for (const [name, value] of Object.entries(summary)) expect(own.summaries[place]?.[name]).toBeCloseTo(value, 5);
      }
    }
    expect(seen).toEqual(network.options?.batchSize === 24 ? [2, 4, 8, 24] : [2, 4, 12]);
  });
});

test("a model that looks at whole batches is not cut, its evaluation is", async () => {
  const { spec, dataset } = await buildExperiment({
    blocks: [
      { kind: "dense", parameters: { units: 6 } },
      { kind: "batchNormalization" },
      { kind: "dense", parameters: { units: 3, activation: "softmax" } },
    ],
    options: { batchSize: 24 },
  });
  const planned = planRun(spec, dataset);
  if (!planned.ok) throw new Error(planned.message);
  const counts: number[] = [planned.value.evaluationBatches];
  expect(planned.value.shrink("training")).toBeNull();
  for (let plan = planned.value.shrink("evaluation"); plan; plan = plan.shrink("evaluation")) {
    expect(plan.parts).toBe(1);
    counts.push(plan.evaluationBatches);
  }
  expect(counts.length).toBeGreaterThan(2);
  expect(counts.at(-1)).toBe(dataset.samples.validation);
});
