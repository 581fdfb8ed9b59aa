/** What a check says of losses, weights and metrics, and that its fixes mend it. */
import { describe, expect, test } from "vitest";
import { losses } from "../catalogue/catalogue.ts";
import type { DatasetSignature } from "../datasetSignature.ts";
import type { CompilerOptions } from "../options/compilerOptions.ts";
import { createOptions } from "../options/createOptions.ts";
import { iris, prices, sketchChain, sketchSignature } from "../testing/sketchModel.ts";
import { applyFix } from "./applyFix.ts";
import { checkModel } from "./checkModel.ts";

const classifier = sketchChain([{ kind: "dense", parameters: { units: 3, activation: "softmax" } }]);
const regression = (activation: string) => sketchChain([{ kind: "dense", parameters: { units: 1, activation } }]);
const yesNo = sketchSignature([
  { kind: "numeric", role: "input", shape: [2] },
  { kind: "binary", role: "target", shape: [1] },
]);

interface Setup {
  readonly document?: typeof classifier;
  readonly signature?: DatasetSignature;
  readonly loss?: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly options?: Partial<CompilerOptions>;
}

/** Codes and sentences; where there is a fix, that it leaves nothing to say. */
function check({ document = classifier, signature = iris, loss, parameters = {}, options = {} }: Setup): string[] {
  const chosen = createOptions({
    ...options,
    ...(loss ? { losses: { target2: { kind: loss, parameters: { ...parameters } } } } : {}),
  });
  const { issues } = checkModel({ document, options: chosen, signature });
  for (const { fix } of issues) {
    if (!fix) continue;
    const mended = applyFix({ document, options: chosen }, fix);
    expect(checkModel({ ...mended, signature }).issues).toEqual([]);
  }
  return issues.map(({ code, message }) => `${code}: ${message}`);
}

describe("class weights", () => {
  const loss = "categoricalCrossentropy";

  test("by hand need one number per class", () => {
    expect(check({ loss, parameters: { classWeights: "manual", manualClassWeights: [1, 2] } })).toEqual([
      "wrong-number-of-weights: target2: y has 3 classes, but 2 class weights are given. Give one for each.",
    ]);
    expect(check({ loss, parameters: { classWeights: "manual", manualClassWeights: [1, 2, 0] } })).toEqual([]);
    expect(check({ loss, parameters: { classWeights: "manual", manualClassWeights: [0, 0, 0] } })).toEqual([
      expect.stringContaining("no-weight: "),
    ]);
    const manual = { classWeights: "manual", manualClassWeights: [1, 4] };
    const binary = { document: regression("sigmoid"), signature: yesNo, loss: "binaryCrossentropy" };
    expect(check({ ...binary, parameters: manual })).toEqual([]);
  });

  test("are balanced where the classes were counted", () => {
    expect(check({ loss, parameters: { classWeights: "balanced" } })).toEqual([
      expect.stringContaining("class-counts-unknown: "),
    ]);
    const features = iris.features.map((feature) =>
      feature.role === "target" ? { ...feature, classCounts: [40, 40, 40] } : feature,
    );
    expect(check({ loss, parameters: { classWeights: "balanced" }, signature: { ...iris, features } })).toEqual([]);
  });
});

test("a class that is rare is a hint, and balancing mends it", () => {
  const counted = (classCounts: number[]) => {
    const features = iris.features.map((feature) => {
      return feature.role === "target" ? { ...feature, classes: ["a", "b", "c"], classCounts } : feature;
    });
    return { signature: { ...iris, features } };
  };
  expect(check(counted([90, 20, 10]))).toEqual([]);
  expect(check(counted([1000, 0, 90]))).toEqual([
    "classes-uneven: c of y has 90 training samples and the commonest class 1,000, so a model learns to overlook it. Balanced class weights let every class count the same.",
  ]);
  expect(check({ ...counted([1000, 0, 90]), loss: "categoricalFocal" })).toEqual([]);
});

test("a loss weight of 0 is a warning", () => {
  expect(check({ loss: "categoricalCrossentropy", parameters: { lossWeight: 0 } })).toEqual([
    "loss-weight-zero: target2 has the loss weight 0: it is measured, but nothing is learned for it.",
  ]);
});

test("a weight feature of another shape is a hint", () => {
  const weight = (shape: number[]) =>
    sketchSignature([
      { kind: "numeric", role: "input", shape: [4] },
      { kind: "categorical", role: "target", shape: [3] },
      { kind: "numeric", role: "weight", shape },
    ]);
  expect(check({ signature: weight([1]) })).toEqual([]);
  expect(check({ signature: weight([2]) })).toEqual([expect.stringContaining("weights-do-not-fit: w does not weigh y")]);
  expect(check({ signature: weight([2]), loss: "categoricalCrossentropy", parameters: { useSampleWeights: false } })).toEqual([]);
});

describe("losses", () => {
  test("over scores want no probabilities", () => {
    expect(check({ loss: "categoricalHinge" })).toEqual([
      "loss-needs-scores: target2: Categorical hinge needs scores on both sides of 0, but the model ends in Softmax. Set the last activation to Linear.",
    ]);
    const binary = { signature: yesNo, loss: "hinge" };
    expect(check({ ...binary, document: regression("sigmoid") })).toEqual([expect.stringContaining("loss-needs-scores: ")]);
    expect(check({ ...binary, document: regression("tanh") })).toEqual([]);
    expect(check({ ...binary, document: regression("linear") })).toEqual([]);
    expect(check({ ...binary, document: regression("linear"), signature: prices })).toEqual([
      "loss-needs-labels: target2: Hinge needs a target of zeros and ones, but y holds numbers. Choose Mean squared error.",
    ]);
  });

  test("over positive numbers like an activation that keeps above 0", () => {
    const poisson = { loss: "poisson", signature: prices };
    expect(check({ ...poisson, document: regression("relu") })).toEqual([]);
    expect(check({ ...poisson, document: regression("linear") })).toEqual([
      "loss-needs-positive: target2: Poisson knows no predictions below 0, but the model ends in Linear and may give some. Set the last activation to Softplus.",
    ]);
    const options = createOptions({ losses: { target2: { kind: "poisson", parameters: {} } } });
    const { issues } = checkModel({ document: regression("linear"), options, signature: prices });
    expect(issues.map(({ severity }) => severity)).toEqual(["warning"]);
  });

  test.each([
    ["simpleRnn", { units: 1 }],
    ["lstm", { units: 1 }],
    ["gru", { units: 1 }],
    ["batchNormalization", {}],
    ["transformerBlock", { heads: 1 }],
  ])("over positive numbers get an activation of their own behind %s", (kind, parameters) => {
    const places = ["batchNormalization", "transformerBlock"].includes(kind) ? [3, 1] : [1];
    const signature = sketchSignature([
      { kind: "numeric", role: "input", shape: [3, 1] },
      { kind: "numeric", role: "target", shape: places },
    ]);
    for (const loss of ["poisson", "meanSquaredLogarithmicError"]) {
      expect(check({ loss, signature, document: sketchChain([{ kind, parameters }]) })).toEqual([
        expect.stringMatching(
          /^loss-needs-positive: .* nothing keeps the model's outputs above 0\. Put an Activation block with Softplus in front/,
        ),
      ]);
    }
  });

  test("over yes or no take every activation between 0 and 1", () => {
    for (const activation of ["hardSigmoid", "hardSigmoidKeras2"]) {
      const setup = { document: regression(activation), signature: yesNo };
      expect(check({ ...setup, loss: "binaryCrossentropy" })).toEqual([]);
      expect(check({ ...setup, loss: "binaryFocal" })).toEqual([]);
      expect(check({ ...setup, loss: "hinge" })).toEqual([expect.stringContaining("but the model ends in Hard sigmoid.")]);
    }
    expect(check({ document: regression("relu"), signature: yesNo, loss: "binaryCrossentropy" })).toEqual([
      expect.stringContaining("loss-needs-probabilities: "),
    ]);
  });

  test("over directions need more than one number", () => {
    expect(check({ loss: "cosineSimilarity", signature: prices, document: regression("linear") })).toEqual([
      expect.stringContaining("loss-needs-vector: "),
    ]);
  });

  test("per output weigh as many outputs as there are", () => {
    const setup = { document: regression("sigmoid"), signature: yesNo, loss: "binaryCrossentropy" };
    expect(check({ ...setup, parameters: { positiveWeights: [3] } })).toEqual([]);
    expect(check({ ...setup, parameters: { positiveWeights: [3, 1] } })).toEqual([
      expect.stringContaining("wrong-number-of-weights: "),
    ]);
  });

  test.each(losses.map(({ kind }) => kind))("%s fits some target and says what it does not fit", (loss) => {
    const targets = [
      { signature: iris, document: classifier },
      { signature: iris, document: sketchChain([{ kind: "dense", parameters: { units: 3, activation: "linear" } }]) },
      { signature: yesNo, document: regression("linear") },
      { signature: prices, document: regression("linear") },
    ];
    const found = targets.map((target) => check({ ...target, loss }));
    expect(found.some((issues) => issues.every((issue) => /^loss-(for-numbers|needs-positive): /.test(issue)))).toBe(true);
    for (const issue of found.flat()) expect(issue).toMatch(/^[a-z-]+: target2: \S.*\.$/);
  });
});

describe("metrics", () => {
  test("that were chosen and measure nothing are a hint, those on by default are not", () => {
    const chosen = (metrics: string[]) => check({ options: { metrics } });
    expect(chosen(["accuracy", "meanAbsoluteError", "r2", "precision", "auc", "perplexity"])).toEqual([]);
    expect(chosen(["top5Accuracy"])).toEqual([
      "metric-fits-no-target: Top-5 accuracy measures none of the targets: it fits targets with more than five classes.",
    ]);
    expect(chosen(["rootMeanSquaredError", "surprise"])).toEqual([
      expect.stringContaining("unknown-metric: "),
      expect.stringContaining("metric-fits-no-target: RMSE"),
    ]);
  });
});
