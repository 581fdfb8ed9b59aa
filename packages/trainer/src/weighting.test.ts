/** Weights of classes, samples, places and targets: loss and gradient against plain loops in double precision. */
import { openReferenceDevice } from "@downhill/engine";
import { type CompilerOptions, initialState, type ModelDocument } from "@downhill/model";
import { describe, expect, test } from "vitest";
import { chainModel } from "./testing/experiment.ts";
import { type GivenFeature, openLoweredRun } from "./testing/loweredRun.ts";

const width = 2;
const classCount = 3;
const places = 2;
const rows = 6;

/** Some numbers without a pattern, between -1.5 and 1.5. */
function scatter(length: number, seed: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => Math.sin((i + 1) * 12.9898 * seed) * 1.5);
}

const labels = [0, 2, 2, 1, 0, 2, 2, 2, 1, 0, 2, 1];
const oneHot = Float32Array.from({ length: rows * places * classCount }, (_, i) =>
  labels[Math.floor(i / classCount)] === i % classCount ? 1 : 0,
);
const sampleWeights = Float32Array.of(1, 0.5, 2, 0, 3, 1.5);
const mask = Float32Array.of(1, 1, 1, 0, 1, 1, 1, 1, 0, 1, 1, 0);

const inputs: GivenFeature = {
  name: "x",
  role: "input",
  kind: "numeric",
  shape: [places, width],
  values: scatter(rows * places * width, 1),
};
const classes: GivenFeature = {
  name: "y",
  role: "target",
  kind: "categorical",
  shape: [places, classCount],
  classes: ["a", "b", "c"],
  classCounts: [3, 3, 6],
  values: oneHot,
};
const perSample: GivenFeature = { name: "w", role: "weight", kind: "numeric", shape: [1], values: sampleWeights };
const perPlace: GivenFeature = { name: "m", role: "weight", kind: "numeric", shape: [places], values: mask };

const document = chainModel([{ kind: "dense", parameters: { units: classCount, activation: "linear" } }]);

/** Categorical crossentropy of every place, from the weights of the Dense block. */
function crossentropies(parameters: Float64Array): number[] {
  return labels.map((label, place) => {
    const scores = Array.from({ length: classCount }, (_, column) => {
      let score = parameters[8 + column] ?? 0;
      for (let k = 0; k < width; k++)
        score += (inputs.values[place * width + k] ?? 0) * (parameters[k * classCount + column] ?? 0);
      return score;
    });
    return Math.log(scores.reduce((sum, score) => sum + Math.exp(score), 0)) - (scores[label] ?? 0);
  });
}

type WeightOf = (place: number) => number;
const weightOfSample: WeightOf = (place) => sampleWeights[Math.floor(place / places)] ?? 0;
const weightOfPlace: WeightOf = (place) => mask[place] ?? 0;
const product =
  (...weights: readonly WeightOf[]): WeightOf =>
  (place) =>
    weights.reduce((total, weight) => total * weight(place), 1);

function weightedMean(parameters: Float64Array, weight: WeightOf, divisor: number): number {
  return crossentropies(parameters).reduce((sum, loss, place) => sum + loss * weight(place), 0) / divisor;
}

const sgd: Partial<CompilerOptions> = { optimizer: { kind: "sgd", parameters: {} }, learningRate: 1, shuffle: false };
const sum = (weight: WeightOf) => labels.reduce((total, _label, place) => total + weight(place), 0);
const byHand = (label: number) => [0.5, 2, 4][label] ?? 0;
const balanced = (label: number) => [12 / 9, 12 / 9, 12 / 18][label] ?? 0;
const manual = { classWeights: "manual", manualClassWeights: [0.5, 2, 4] };
const classOf =
  (weights: (label: number) => number): WeightOf =>
  (place) =>
    weights(labels[place] ?? 0);

interface Case {
  readonly name: string;
  readonly features: readonly GivenFeature[];
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly weight: WeightOf;
  readonly divisor: number;
}

const both = product(weightOfSample, weightOfPlace);
const cases: readonly Case[] = [
  { name: "none", features: [], parameters: {}, weight: () => 1, divisor: 12 },
  { name: "classes by hand", features: [], parameters: manual, weight: classOf(byHand), divisor: 12 },
  {
    name: "classes by hand over their sum",
    features: [],
    parameters: { ...manual, meanOver: "weights" },
    weight: classOf(byHand),
    divisor: sum(classOf(byHand)),
  },
  { name: "balanced classes", features: [], parameters: { classWeights: "balanced" }, weight: classOf(balanced), divisor: 12 },
  { name: "samples", features: [perSample], parameters: {}, weight: weightOfSample, divisor: 12 },
  {
    name: "samples over their sum",
    features: [perSample],
    parameters: { meanOver: "weights" },
    weight: weightOfSample,
    divisor: sum(weightOfSample),
  },
  { name: "a mask", features: [perPlace], parameters: {}, weight: weightOfPlace, divisor: 12 },
  {
    name: "a mask over what it keeps",
    features: [perPlace],
    parameters: { meanOver: "weights" },
    weight: weightOfPlace,
    divisor: sum(weightOfPlace),
  },
  {
    name: "samples, mask and classes",
    features: [perSample, perPlace],
    parameters: manual,
    weight: product(both, classOf(byHand)),
    divisor: 12,
  },
  {
    name: "samples, mask and classes over their sum",
    features: [perSample, perPlace],
    parameters: { ...manual, meanOver: "weights" },
    weight: product(both, classOf(byHand)),
    divisor: sum(product(both, classOf(byHand))),
  },
  {
    name: "weights that are switched off",
    features: [perSample],
    parameters: { useSampleWeights: false },
    weight: () => 1,
    divisor: 12,
  },
];

describe.each(cases)("weights: $name", ({ features, parameters, weight, divisor }) => {
  const open = (evaluationBatchSize?: number, batchSize = rows) => {
    const losses = { target2: { kind: "categoricalCrossentropy", parameters } };
    const options = { ...sgd, losses, batchSize, metrics: ["accuracy", "precision"] };
    const settings = evaluationBatchSize === undefined ? {} : { evaluationBatchSize };
    return openLoweredRun({
      device: openReferenceDevice(),
      document,
      features: [inputs, classes, ...features],
      options,
      settings,
    });
  };

  test("the loss of a step and its gradient are the formula's", async () => {
    const { model, states, train } = await open();
    const start = Float64Array.from(initialState(model.layout, 1).parameters ?? []);
    const { summary, series } = await train(0, 1);
    const wanted = weightedMean(start, weight, divisor);
    expect(summary.loss).toBeCloseTo(wanted, 5);
    expect((series.loss?.[0] ?? Number.NaN) / rows).toBeCloseTo(wanted, 5);
    const after = (await states.parameters?.read()) ?? [];
    for (const place of [0, 1, 2, 3, 4, 5, 8, 9, 10]) {
      const at = (shift: number) =>
        weightedMean(
          start.map((value, i) => (i === place ? value + shift : value)),
          weight,
          divisor,
        );
      const slope = (at(1e-4) - at(-1e-4)) / 2e-4;
      expect((start[place] ?? 0) - (after[place] ?? Number.NaN), `element ${place}`).toBeCloseTo(slope, 4);
    }
  });

  test("an evaluation gives the same numbers however it is cut, and metrics leave out what weighs 0", async () => {
    const whole = await open();
    const start = Float64Array.from(initialState(whole.model.layout, 1).parameters ?? []);
    const summary = await whole.evaluate();
    expect(summary.loss).toBeCloseTo(weightedMean(start, weight, divisor), 5);
    for (const size of [1, 4]) {
      const cut = await (await open(size)).evaluate();
      for (const [name, value] of Object.entries(cut))
        expect(value, `${name} by ${size}`).toBeCloseTo(summary[name] ?? Number.NaN, 5);
    }
    const kept = labels
      .map((_label, place) => place)
      .filter((place) => features.length === 0 || parameters.useSampleWeights === false || weight(place) !== 0);
    const right = kept.filter((place) => {
      const score = (column: number) => {
        let total = start[8 + column] ?? 0;
        for (let k = 0; k < width; k++) total += (inputs.values[place * width + k] ?? 0) * (start[k * classCount + column] ?? 0);
        return total;
      };
      const best = [0, 1, 2].reduce((a, b) => (score(b) > score(a) ? b : a));
      return best === labels[place];
    });
    expect(summary.accuracy).toBeCloseTo(right.length / kept.length, 6);
  });
});

test("a batch in which nothing counts has the loss 0 and changes nothing", async () => {
  const none: GivenFeature = { ...perSample, values: new Float32Array(rows) };
  const run = await openLoweredRun({
    device: openReferenceDevice(),
    document,
    features: [inputs, classes, none],
    options: { ...sgd, batchSize: rows },
  });
  const { summary } = await run.train(0, 1);
  expect(summary.loss).toBe(0);
  expect(await run.states.parameters?.read()).toEqual(initialState(run.model.layout, 1).parameters);
});

test("batches gathered for one update make the update of all their samples, also where some weigh nothing", async () => {
  const update = async (changes: Partial<CompilerOptions>, steps: number) => {
    const run = await openLoweredRun({
      device: openReferenceDevice(),
      document,
      features: [inputs, classes, perSample, perPlace],
      options: { ...sgd, ...changes },
    });
    await run.train(0, steps);
    return (await run.states.parameters?.read()) ?? [];
  };
  const whole = await update({ batchSize: rows }, 1);
  const gathered = await update({ batchSize: 2, accumulationSteps: 3 }, 3);
  for (const [place, value] of whole.entries()) expect(gathered[place], `element ${place}`).toBeCloseTo(value, 5);
});

test("yes and no have weights as well", async () => {
  const truth = Float32Array.of(1, 0, 0, 1, 0, 0);
  const features: GivenFeature[] = [
    { ...inputs, shape: [width], values: inputs.values.slice(0, rows * width) },
    { name: "y", role: "target", kind: "binary", shape: [1], classes: ["no", "yes"], classCounts: [4, 2], values: truth },
  ];
  const yesNo = chainModel([{ kind: "dense", parameters: { units: 1, activation: "sigmoid" } }]);
  const losses = { target2: { kind: "binaryCrossentropy", parameters: { classWeights: "balanced" } } };
  const run = await openLoweredRun({
    device: openReferenceDevice(),
    document: yesNo,
    features,
    options: { ...sgd, losses, batchSize: rows },
  });
  const start = initialState(run.model.layout, 1).parameters ?? new Float32Array();
  const terms = Array.from(truth, (label, row) => {
    let score = start[4] ?? 0;
    for (let k = 0; k < width; k++) score += (inputs.values[row * width + k] ?? 0) * (start[k] ?? 0);
    return (label === 1 ? 1.5 : 0.75) * Math.log(1 + Math.exp(label === 1 ? -score : score));
  });
  expect((await run.train(0, 1)).summary.loss).toBeCloseTo(terms.reduce((total, term) => total + term, 0) / rows, 5);
});

function twoTargets(): ModelDocument {
  const chain = chainModel([{ kind: "dense", parameters: { units: classCount, activation: "softmax" } }]);
  const blocks = [
    { id: "size", kind: "dense", name: "Size", position: { x: 0, y: 0 }, parameters: { units: 1, activation: "linear" } },
    { id: "sizes", kind: "target", name: "Sizes", position: { x: 0, y: 0 }, parameters: { feature: "z" } },
  ];
  return {
    ...chain,
    blocks: [...chain.blocks, ...blocks],
    connections: [
      ...chain.connections,
      { id: "a", from: { blockId: "input0", port: "output" }, to: { blockId: "size", port: "input" } },
      { id: "b", from: { blockId: "size", port: "output" }, to: { blockId: "sizes", port: "input" } },
    ],
  };
}

test.each([[[] as GivenFeature[]], [[perSample]]])("several targets add up by their loss weights", async (weights) => {
  const sizes: GivenFeature = {
    name: "z",
    role: "target",
    kind: "numeric",
    shape: [places, 1],
    values: scatter(rows * places, 3),
  };
  const losses = {
    target2: { kind: "categoricalCrossentropy", parameters: { lossWeight: 0.25 } },
    sizes: { kind: "huber", parameters: { lossWeight: 3 } },
  };
  const run = await openLoweredRun({
    device: openReferenceDevice(),
    document: twoTargets(),
    features: [inputs, classes, sizes, ...weights],
    options: { ...sgd, losses, batchSize: rows, metrics: ["accuracy", "rootMeanSquaredError", "f1"] },
    settings: { evaluationBatchSize: 4 },
  });
  const { summary } = await run.train(0, 1);
  expect(summary.loss).toBeCloseTo(0.25 * (summary["loss/Target"] ?? Number.NaN) + 3 * (summary["loss/Sizes"] ?? Number.NaN), 5);
  const evaluated = await run.evaluate();
  expect(Object.keys(evaluated)).toEqual([
    "loss",
    "loss/Target",
    "accuracy/Target",
    "f1/Target",
    "loss/Sizes",
    "rootMeanSquaredError/Sizes",
  ]);
  expect(evaluated.loss).toBeCloseTo(0.25 * (evaluated["loss/Target"] ?? 0) + 3 * (evaluated["loss/Sizes"] ?? 0), 5);
});
