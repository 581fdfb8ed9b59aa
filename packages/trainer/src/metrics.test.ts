/** Every metric against its definition written as plain loops, over whole subsets cut into batches and over single steps. */
import { openReferenceDevice } from "@downhill/engine";
import { metrics } from "@downhill/model";
import { describe, expect, test } from "vitest";
import { chainModel } from "./testing/experiment.ts";
import { type GivenFeature, openLoweredRun } from "./testing/loweredRun.ts";

const rows = 61;

function scatter(length: number, seed: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => {
    const noise = Math.sin((i + 1) * 78.233 + seed * 12.9898) * 43758.5453;
    return (noise - Math.floor(noise)) * 4 - 2;
  });
}

interface Setup {
  readonly width: number;
  readonly target: Omit<GivenFeature, "name" | "role">;
  readonly loss: { readonly kind: string; readonly parameters: Readonly<Record<string, unknown>> };
  readonly weights?: Float32Array;
  readonly evaluationBatchSize?: number;
}

const scores = (width: number) => scatter(rows * width, 5);

/** The model hands its input through, so that the test knows what is predicted; returns evaluation and step. */
async function measure({ width, target, loss, weights, evaluationBatchSize = 16 }: Setup) {
  const x: GivenFeature = { name: "x", role: "input", kind: "numeric", shape: [width], values: scores(width) };
  const y: GivenFeature = { ...target, name: "y", role: "target" };
  const w: GivenFeature[] = weights ? [{ name: "w", role: "weight", kind: "numeric", shape: [1], values: weights }] : [];
  const run = await openLoweredRun({
    device: openReferenceDevice(),
    document: chainModel([{ kind: "dense", parameters: { units: width, activation: "linear", useBias: false } }]),
    features: [x, y, ...w],
    options: {
      losses: { target2: loss },
      metrics: metrics.map(({ kind }) => kind),
      batchSize: rows,
      shuffle: false,
      learningRate: 1e-7,
    },
    settings: { evaluationBatchSize },
  });
  const length = run.model.layout.states.parameters?.shape[0] ?? 0;
  const identity = Float32Array.from({ length }, (_, i) => (i < width * width && i % (width + 1) === 0 ? 1 : 0));
  run.states.parameters?.write(identity);
  const evaluated = await run.evaluate();
  return { evaluated, step: (await run.train(0, 1)).summary };
}

function row(width: number, sample: number): number[] {
  return Array.from(scores(width).subarray(sample * width, (sample + 1) * width));
}

function softmax(values: readonly number[]): number[] {
  const powers = values.map(Math.exp);
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Pairs of one sample of the class and one of the others, by score; scores in the same step of 200 are a tie. */
function rankByPairs(own: readonly number[], others: readonly number[]): number {
  const bin = (score: number) => Math.min(199, Math.floor(score * 200));
  const wins = own.flatMap((a) => others.map((b) => (bin(a) > bin(b) ? 1 : bin(a) === bin(b) ? 0.5 : 0)));
  return mean(wins);
}

interface Decided {
  readonly truth: readonly number[];
  readonly predicted: readonly number[];
}

function outcomesOf({ truth, predicted }: Decided, label: number) {
  const hits = truth.filter((own, place) => own === label && predicted[place] === label).length;
  return { hits, predicted: predicted.filter((p) => p === label).length, actual: truth.filter((t) => t === label).length };
}

const over = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);
const formulas = {
  precision: ({ hits, predicted }: ReturnType<typeof outcomesOf>) => over(hits, predicted),
  recall: ({ hits, actual }: ReturnType<typeof outcomesOf>) => over(hits, actual),
  f1: ({ hits, predicted, actual }: ReturnType<typeof outcomesOf>) => over(2 * hits, predicted + actual),
};

function expectDecisions(evaluated: Readonly<Record<string, number>>, decided: Decided, labels: readonly number[]): void {
  for (const [name, formula] of Object.entries(formulas)) {
    const outcomes = labels.map((label) => outcomesOf(decided, label));
    const occurring = labels.length === 1 ? outcomes : outcomes.filter(({ predicted, actual }) => predicted + actual > 0);
    expect(evaluated[name], name).toBeCloseTo(mean(occurring.map(formula)), 6);
  }
}

describe("one class of several", () => {
  const width = 7;
  // One class is never true, and seldom predicted.
  const labels = Array.from({ length: rows }, (_, sample) => (sample * sample) % 6);
  const values = Float32Array.from({ length: rows * width }, (_, i) => (labels[Math.floor(i / width)] === i % width ? 1 : 0));
  const setup: Setup = {
    width,
    target: { kind: "categorical", shape: [width], values },
    loss: { kind: "categoricalCrossentropy", parameters: {} },
  };

  test.each([[undefined], [Float32Array.from(labels, (_label, sample) => sample % 3)]])(
    "counts what the formulas say",
    async (weights) => {
      const { evaluated, step } = await measure({ ...setup, ...(weights ? { weights } : {}) });
      const kept = labels.map((_label, sample) => sample).filter((sample) => weights?.[sample] !== 0);
      const truth = kept.map((sample) => labels[sample] ?? 0);
      const probabilities = kept.map((sample) => softmax(row(width, sample)));
      const predicted = probabilities.map((p) => p.indexOf(Math.max(...p)));
      const ranks = probabilities.map((p, place) => p.filter((score) => score > (p[truth[place] ?? 0] ?? 0)).length);
      expect(evaluated.accuracy).toBeCloseTo(mean(ranks.map((rank) => (rank < 1 ? 1 : 0))), 6);
      expect(evaluated.top3Accuracy).toBeCloseTo(mean(ranks.map((rank) => (rank < 3 ? 1 : 0))), 6);
      expect(evaluated.top5Accuracy).toBeCloseTo(mean(ranks.map((rank) => (rank < 5 ? 1 : 0))), 6);
      const surprise = mean(probabilities.map((p, place) => -Math.log(p[truth[place] ?? 0] ?? 0)));
      expect(evaluated.perplexity).toBeCloseTo(Math.exp(surprise), 4);
      expectDecisions(evaluated, { truth, predicted }, [0, 1, 2, 3, 4, 5, 6]);
      const areas = [0, 1, 3, 4]
        .filter((label) => truth.includes(label))
        .map((label) => {
          const scoresOf = (isOwn: boolean) =>
            probabilities.flatMap((p, place) => ((truth[place] === label) === isOwn ? [p[label] ?? 0] : []));
          return rankByPairs(scoresOf(true), scoresOf(false));
        });
      expect(new Set(labels)).toEqual(new Set([0, 1, 3, 4]));
      expect(evaluated.auc).toBeCloseTo(mean(areas), 6);
      for (const name of ["accuracy", "top3Accuracy", "top5Accuracy", "perplexity"])
        expect(step[name]).toBeCloseTo(evaluated[name] ?? 0, 4);
      for (const name of ["precision", "auc", "r2"]) expect(step).not.toHaveProperty(name);
    },
  );

  test("however the subset is cut", async () => {
    const whole = await measure({ ...setup, evaluationBatchSize: 256 });
    const cut = await measure({ ...setup, evaluationBatchSize: 5 });
    for (const [name, value] of Object.entries(whole.evaluated)) expect(cut.evaluated[name], name).toBeCloseTo(value, 5);
  });
});

describe("yes or no", () => {
  const truth = Array.from({ length: rows }, (_, sample) => (sample % 3 === 0 ? 1 : 0));
  const target = { kind: "binary", shape: [1], values: Float32Array.from(truth) } as const;

  test.each(["binaryCrossentropy", "hinge", "binaryFocal"])("decides at one half with %s", async (kind) => {
    const { evaluated } = await measure({ width: 1, target: { ...target, shape: [1] }, loss: { kind, parameters: {} } });
    const p = truth.map((_label, sample) => sigmoid(row(1, sample)[0] ?? 0));
    const predicted = p.map((score) => (score > 0.5 ? 1 : 0));
    expect(evaluated.accuracy).toBeCloseTo(mean(predicted.map((own, place) => (own === truth[place] ? 1 : 0))), 6);
    expectDecisions(evaluated, { truth, predicted }, [1]);
    const own = p.filter((_score, place) => truth[place] === 1);
    const others = p.filter((_score, place) => truth[place] === 0);
    expect(evaluated.auc).toBeCloseTo(rankByPairs(own, others), 6);
  });

  test("ranks scores beyond 0 and 1, which a squared error allows", async () => {
    const loss = { kind: "meanSquaredError", parameters: {} };
    const { evaluated } = await measure({ width: 1, target: { ...target, shape: [1] }, loss });
    const squashed = truth.map((_label, sample) => sigmoid(4 * ((row(1, sample)[0] ?? 0) - 0.5)));
    const own = squashed.filter((_score, place) => truth[place] === 1);
    const others = squashed.filter((_score, place) => truth[place] === 0);
    expect(evaluated.auc).toBeCloseTo(rankByPairs(own, others), 6);
  });

  test("has no AUC and no recall to speak of where nobody says yes", async () => {
    const never = { ...target, shape: [1], values: new Float32Array(rows) };
    const { evaluated } = await measure({ width: 1, target: never, loss: { kind: "binaryCrossentropy", parameters: {} } });
    expect(evaluated.recall).toBe(0);
    expect(evaluated.auc).toBeNaN();
  });
});

test("numbers", async () => {
  const width = 2;
  const values = scatter(rows * width, 9).map((value) => value * 3 + 700);
  const { evaluated } = await measure({
    width,
    target: { kind: "numeric", shape: [width], values },
    loss: { kind: "meanSquaredError", parameters: {} },
  });
  const errors = Array.from(values, (truth, i) => (scores(width)[i] ?? 0) - truth);
  const squares = mean(errors.map((error) => error * error));
  const middle = mean(Array.from(values));
  expect(evaluated.rootMeanSquaredError).toBeCloseTo(Math.sqrt(squares), 3);
  expect(evaluated.meanAbsoluteError).toBeCloseTo(mean(errors.map(Math.abs)), 3);
  const variance = mean(Array.from(values, (value) => (value - middle) ** 2));
  expect((evaluated.r2 ?? 0) / (1 - squares / variance)).toBeCloseTo(1, 4);
  expect(Object.keys(evaluated).sort()).toEqual(["loss", "meanAbsoluteError", "r2", "rootMeanSquaredError"]);
});
