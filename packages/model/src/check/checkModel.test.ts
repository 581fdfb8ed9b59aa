import { describe, expect, test, vi } from "vitest";
import { getBlock, schedules } from "../catalogue/catalogue.ts";
import type { CompilerOptions } from "../options/compilerOptions.ts";
import { createOptions } from "../options/createOptions.ts";
import { digits, iris, prices, sketchChain, sketchModel, sketchSignature } from "../testing/sketchModel.ts";
import { applyFix } from "./applyFix.ts";
import { checkModel } from "./checkModel.ts";
import type { Issue } from "./issue.ts";

const dense = (units: number, activation = "relu") => ({ kind: "dense", parameters: { units, activation } });

function check(document: ReturnType<typeof sketchModel>, signature = iris, changes: Partial<CompilerOptions> = {}) {
  return checkModel({ document, options: createOptions(changes), signature });
}

/** The one issue that is expected, and that its fix (where there is one) mends it. */
function expectIssue(
  document: ReturnType<typeof sketchModel>,
  wanted: Partial<Issue>,
  { signature = iris, options = {} }: { signature?: typeof iris; options?: Partial<CompilerOptions> } = {},
): Issue {
  const report = check(document, signature, options);
  const issue = report.issues.find((candidate) => candidate.code === wanted.code);
  expect(report.issues.map(({ code, message }) => `${code}: ${message}`)).toEqual([expect.stringContaining(`${wanted.code}: `)]);
  expect(issue).toMatchObject(wanted);
  if (!issue) throw new Error("unreachable");
  expect(report.canRun).toBe(issue.severity !== "error");
  if (issue.blockId) expect(report.blocks[issue.blockId]?.issues).toEqual([issue]);
  if (issue.fix) {
    const mended = applyFix({ document, options: createOptions(options) }, issue.fix);
    expect(checkModel({ ...mended, signature }).issues).toEqual([]);
  }
  return issue;
}

describe("a model that fits", () => {
  test("has live shapes, parameter counts and nothing to say", () => {
    const report = check(sketchChain([dense(16), dense(3, "softmax")]));
    expect(report.issues).toEqual([]);
    expect(report.canRun).toBe(true);
    expect(report.blocks.dense1).toMatchObject({
      inputs: { input: [[4]] },
      outputs: { output: [16] },
      parameterCount: 80,
      isUsed: true,
    });
    expect(report.parameterCount).toBe(80 + 51);
  });

  test("images through convolutions", () => {
    const conv = (filters: number, rest = {}) => ({ kind: "convolution2d", parameters: { filters, ...rest } });
    const pool = { kind: "maxPooling2d" };
    const report = check(
      sketchChain([conv(8), pool, conv(16, { padding: "same", strides: [2, 2] }), { kind: "flatten" }, dense(10, "linear")]),
      digits,
    );
    expect(report.issues).toEqual([]);
    expect(Object.values(report.blocks).map((block) => block.outputs.output)).toEqual([
      [28, 28, 1],
      [26, 26, 8],
      [13, 13, 8],
      [7, 7, 16],
      [784],
      [10],
      undefined,
    ]);
  });

  test("skip connections, several inputs and several targets", () => {
    const signature = sketchSignature([
      { kind: "numeric", role: "input", shape: [4] },
      { kind: "numeric", role: "input", shape: [2] },
      { kind: "categorical", role: "target", shape: [3] },
      { kind: "numeric", role: "target", shape: [1] },
    ]);
    const report = check(
      sketchModel([
        { id: "x", kind: "input" },
        { id: "x2", kind: "input", parameters: { feature: "x2" } },
        { id: "joined", kind: "concatenate", from: ["x", "x2"] },
        { id: "a", ...dense(6), from: ["joined"] },
        { id: "sum", kind: "add", from: ["joined", "a"] },
        { id: "classes", ...dense(3, "softmax"), from: ["sum"] },
        { id: "price", ...dense(1, "linear"), from: ["sum"] },
        { id: "y", kind: "target", from: ["classes"] },
        { id: "y2", kind: "target", parameters: { feature: "y2" }, from: ["price"] },
      ]),
      signature,
    );
    expect(report.issues).toEqual([]);
    expect(report.blocks.joined?.inputs).toEqual({ inputs: [[4], [2]] });
  });
});

describe("the graph", () => {
  test("an empty document lacks an input and a target", () => {
    expect(check(sketchModel([])).issues.map((issue) => issue.code)).toEqual(["no-input-block", "no-target-block"]);
  });

  test("an unconnected block names itself once, and what hangs on it stays quiet", () => {
    const document = sketchModel([
      { id: "in", kind: "input" },
      { id: "a", ...dense(8) },
      { id: "b", ...dense(3, "softmax"), from: ["a"] },
      { id: "out", kind: "target", from: ["b"] },
    ]);
    const report = check(document);
    expect(report.issues.map((issue) => [issue.code, issue.blockId])).toEqual([
      ["unconnected-input", "a"],
      ["unused-block", "in"],
    ]);
    expect(report.blocks.b?.outputs).toEqual({});
  });

  test("a circle is told on every block of it", () => {
    const document = sketchModel([
      { id: "in", kind: "input" },
      { id: "sum", kind: "add", from: ["in", "b"] },
      { id: "b", ...dense(4), from: ["sum"] },
      { id: "out", kind: "target", from: ["b"] },
    ]);
    const report = check(document);
    expect(report.canRun).toBe(false);
    expect(report.issues.map((issue) => issue.blockId)).toEqual(["sum", "b", "out"]);
  });

  test("two connections into one port", () => {
    const document = sketchModel([
      { id: "in", kind: "input" },
      { id: "a", ...dense(3, "softmax"), from: ["in"] },
      { id: "b", ...dense(3, "softmax"), from: ["in"] },
      { id: "out", kind: "target", from: ["a", "b"] },
    ]);
    const [issue] = check(document).issues;
    expect(issue).toMatchObject({ code: "several-connections", blockId: "out", message: expect.stringContaining("2 end there") });
  });

  test("an unknown kind, a bad parameter and an unknown parameter", () => {
    const strange = check(sketchChain([{ kind: "crystalBall" }]));
    expect(strange.issues[0]).toMatchObject({ code: "unknown-kind", message: expect.stringContaining('"crystalBall"') });
    expectIssue(sketchChain([dense(0), dense(3, "softmax")]), { code: "bad-parameter", field: "units", blockId: "dense1" });
    expectIssue(sketchChain([{ kind: "dense", parameters: { unit: 3 } }]), { code: "bad-parameter", field: "unit" });
  });

  test("a block that leads nowhere is a warning with a fix", () => {
    const document = sketchModel([
      { id: "in", kind: "input" },
      { id: "a", ...dense(3, "softmax"), from: ["in"] },
      { id: "lost", ...dense(5), from: ["in"] },
      { id: "out", kind: "target", from: ["a"] },
    ]);
    expectIssue(document, { severity: "warning", code: "unused-block", blockId: "lost" });
  });

  test("a model without weights", () => {
    const signature = sketchSignature([
      { kind: "numeric", role: "input", shape: [2] },
      { kind: "numeric", role: "target", shape: [2] },
    ]);
    expectIssue(sketchChain([]), { severity: "error", code: "nothing-to-train" }, { signature });
    const frozen = { kind: "dense", parameters: { units: 2, activation: "linear", trainable: false } };
    expectIssue(sketchChain([frozen]), { severity: "error", code: "nothing-to-train" }, { signature });
  });

  test("more weights than can be held", () => {
    const document = sketchChain([dense(60_000), dense(60_000), dense(3, "softmax")]);
    const issue = expectIssue(document, { severity: "error", code: "too-many-parameters" });
    expect(issue.message).toContain("3,600,540,003 parameters");
  });

  test("a feature that the dataset does not have", () => {
    const document = sketchModel([
      { id: "in", kind: "input", parameters: { feature: "petals" } },
      { id: "a", ...dense(3, "softmax"), from: ["in"] },
      { id: "out", kind: "target", from: ["a"] },
    ]);
    expectIssue(document, {
      code: "unknown-feature",
      blockId: "in",
      message: 'in wants the feature "petals", which the dataset does not have. Choose one of: x, y.',
    });
  });
});

describe("shapes", () => {
  test("the last width is set to the number of classes, through blocks that keep it", () => {
    const document = sketchChain([dense(5, "linear"), { kind: "activation", parameters: { activation: "softmax" } }]);
    const issue = expectIssue(document, { code: "target-shape-differs", blockId: "target3" });
    expect(issue.message).toBe("dense1 has 5 outputs, but y has 3 classes. Set Units of dense1 to 3.");
    expect(issue.fix?.label).toBe("Set Units to 3");
  });

  test("an image at the target gets Flatten and Dense in front", () => {
    const issue = expectIssue(sketchChain([{ kind: "convolution2d" }]), { code: "target-shape-differs" }, { signature: digits });
    expect(issue.message).toContain("target2 gets 26 × 26 × 16, but y is 10. Put Flatten and a Dense block with 10 units");
  });

  test("pooling before the target gets a Dense", () => {
    expectIssue(
      sketchChain([{ kind: "convolution2d" }, { kind: "globalAveragePooling2d" }]),
      { code: "target-shape-differs", fix: { label: "Add Dense with 10 units", changes: expect.any(Array) } },
      { signature: digits },
    );
  });

  test.each([
    ["needs-image", [{ kind: "convolution2d" }], "needs an image (height × width × channels), but 4 comes in"],
    [
      "size-differs",
      [{ kind: "reshape", parameters: { targetShape: [3] } }],
      "which is 4 numbers, but its target shape 3 holds 3",
    ],
  ] as const)("%s", (code, blocks, sentence) => {
    const [issue] = check(sketchChain([...blocks, dense(3, "softmax")])).issues;
    expect(issue).toMatchObject({ code, message: expect.stringContaining(sentence) });
  });

  test("windows and groups that do not fit the image", () => {
    const conv = (parameters: Record<string, unknown>) =>
      sketchChain([{ kind: "convolution2d", parameters }, { kind: "flatten" }, dense(10)]);
    expect(check(conv({ kernelSize: [30, 3] }), digits).issues[0]).toMatchObject({ code: "window-too-large" });
    expect(check(conv({ groups: 2 }), digits).issues[0]).toMatchObject({ code: "groups-do-not-divide" });
  });

  test("inputs of Add and Concatenate that do not fit each other", () => {
    const merge = (kind: string) =>
      sketchModel([
        { id: "in", kind: "input" },
        { id: "a", ...dense(5), from: ["in"] },
        { id: "merge", kind, parameters: kind === "concatenate" ? { axis: 3 } : {}, from: ["in", "a"] },
        { id: "b", ...dense(3, "softmax"), from: ["merge"] },
        { id: "out", kind: "target", from: ["b"] },
      ]);
    expectIssue(merge("add"), { code: "shapes-differ", message: expect.stringContaining("but 4 and 5 come in") });
    expectIssue(merge("concatenate"), { code: "no-such-axis" });
  });
});

describe("losses", () => {
  test("must fit the feature", () => {
    const losses = (id: string, kind: string) => ({ losses: { [id]: { kind, parameters: {} } } });
    const regression = sketchChain([dense(1, "linear")]);
    const wrong = { signature: prices, options: losses("target2", "categoricalCrossentropy") };
    expectIssue(regression, { severity: "error", code: "loss-needs-classes", option: "losses" }, wrong);
    expectIssue(
      regression,
      { code: "loss-needs-labels" },
      { signature: prices, options: losses("target2", "binaryCrossentropy") },
    );
    expectIssue(regression, { code: "unknown-loss" }, { signature: prices, options: losses("target2", "surprise") });
    const classes = sketchChain([dense(3, "softmax")]);
    expectIssue(classes, { severity: "hint", code: "loss-for-numbers" }, { options: losses("target2", "meanSquaredError") });
  });

  test("need a last activation that they can use", () => {
    const issue = expectIssue(sketchChain([dense(3, "relu")]), { severity: "error", code: "loss-needs-probabilities" });
    expect(issue.fix?.label).toBe("Set dense1 to Softmax");
    const pooled = [
      { kind: "convolution2d", parameters: { filters: 10, activation: "relu" } },
      { kind: "globalAveragePooling2d" },
    ];
    expectIssue(sketchChain(pooled), { code: "loss-needs-probabilities" }, { signature: digits });
    expect(check(sketchChain([dense(3, "linear")])).issues).toEqual([]);
    expect(check(sketchChain([dense(3, "linear"), { kind: "batchNormalization" }])).issues).toEqual([]);
  });

  test("binary targets want a sigmoid", () => {
    const signature = sketchSignature([
      { kind: "numeric", role: "input", shape: [2] },
      { kind: "binary", role: "target", shape: [1] },
    ]);
    expect(check(sketchChain([dense(1, "sigmoid")]), signature).issues).toEqual([]);
    expectIssue(sketchChain([dense(1, "tanh")]), { code: "loss-needs-probabilities" }, { signature });
  });

  test("a regression that ends in an activation is a warning", () => {
    const issue = expectIssue(
      sketchChain([dense(1, "relu")]),
      { severity: "warning", code: "last-activation-limits", blockId: "dense1" },
      { signature: prices },
    );
    expect(issue.message).toContain("ends in ReLU");
  });

  test("softmax twice is a warning", () => {
    const twice = sketchChain([dense(3, "softmax"), { kind: "activation", parameters: { activation: "softmax" } }]);
    expectIssue(twice, { severity: "warning", code: "softmax-twice", blockId: "activation2" });
  });
});

describe("options", () => {
  const document = sketchChain([dense(3, "softmax")]);

  test("lie in their ranges and name what the catalogue has", () => {
    expectIssue(document, { code: "bad-option", option: "epochs" }, { options: { epochs: 0 } });
    expectIssue(document, { code: "unknown-optimizer" }, { options: { optimizer: { kind: "gradientAscent", parameters: {} } } });
    expectIssue(document, { code: "unknown-schedule" }, { options: { schedule: { kind: "sawtooth", parameters: {} } } });
    const optimizer = { kind: "adam", parameters: { beta1: 2 } };
    expectIssue(document, { code: "bad-parameter", option: "optimizer", field: "beta1" }, { options: { optimizer } });
  });

  test("fit the number of samples", () => {
    expectIssue(document, { severity: "hint", code: "batch-larger-than-subset" }, { options: { batchSize: 500 } });
    const { features } = iris;
    const samples = { training: 100, validation: 0, test: 0 };
    expectIssue(document, { severity: "hint", code: "no-validation-samples" }, { signature: { features, samples } });
    const none = { features, samples: { training: 0, validation: 1, test: 0 } };
    expectIssue(document, { severity: "error", code: "no-training-samples" }, { signature: none });
  });

  test("Nesterov without momentum is a hint", () => {
    const options = { optimizer: { kind: "sgd", parameters: { nesterov: true } } };
    expectIssue(document, { severity: "hint", code: "nesterov-without-momentum" }, { options });
  });

  test("that decide the updates go together", () => {
    const { features, samples } = iris;
    const noValidation = { features, samples: { ...samples, validation: 0 } };
    const sgd = (parameters: Readonly<Record<string, unknown>>) => ({ optimizer: { kind: "sgd", parameters } });
    const rprop = { optimizer: { kind: "rprop", parameters: {} } };
    const by = (kind: string, parameters: Readonly<Record<string, unknown>> = {}) => ({ schedule: { kind, parameters } });
    const cases: [Partial<Issue>, Partial<CompilerOptions>][] = [
      [{ severity: "error", code: "nesterov-with-dampening" }, sgd({ momentum: 0.9, nesterov: true, dampening: 0.1 })],
      [{ severity: "warning", code: "needs-full-batch" }, rprop],
      [
        { severity: "hint", code: "clipping-without-effect" },
        { ...rprop, clipping: "value", batchSize: samples.training },
      ],
      [
        { severity: "error", code: "steps-cross" },
        { optimizer: { kind: "rprop", parameters: { smallestStep: 1, largestStep: 0.1 } }, batchSize: samples.training },
      ],
      [{ severity: "error", code: "boundaries-not-rising" }, by("multiStep", { milestones: [20, 10] })],
      [{ severity: "error", code: "shares-do-not-fit" }, by("piecewise", { boundaries: [10], shares: [1, 0.5, 0.1] })],
      [{ severity: "error", code: "rising-share-too-large" }, by("oneCycle", { threePhase: true, risingShare: 0.6 })],
      [{ severity: "warning", code: "cycle-too-short" }, by("oneCycle", { steps: 10 })],
      [
        { severity: "warning", code: "rate-too-small", option: "schedule" },
        { ...by("noam"), learningRate: 0.001 },
      ],
      [
        { severity: "hint", code: "warm-up-twice" },
        { ...by("oneCycle"), warmup: "linear", warmupSteps: 5 },
      ],
      [
        { severity: "error", code: "monitor-not-measured" },
        { ...by("reduceOnPlateau", { monitor: "accuracy" }), metrics: [] },
      ],
      [
        { severity: "warning", code: "warm-up-too-long" },
        { warmup: "linear", warmupSteps: 100, epochs: 10, batchSize: 60 },
      ],
      [{ severity: "hint", code: "accumulation-beyond-epoch" }, { accumulationSteps: 50 }],
      [
        { severity: "warning", code: "average-too-long" },
        { weightAverage: true, epochs: 2 },
      ],
      [
        { severity: "error", code: "bad-option", option: "clippingThreshold" },
        { clipping: "value", clippingThreshold: -1 },
      ],
    ];
    for (const [wanted, options] of cases) expectIssue(document, wanted, { options });
    const muon = { options: { optimizer: { kind: "muon", parameters: {} } } };
    expectIssue(document, { severity: "hint", code: "no-hidden-matrices" }, muon);
    expect(check(sketchChain([dense(8), dense(3, "softmax")]), iris, muon.options).issues).toEqual([]);
    const plateau = check(document, noValidation, by("reduceOnPlateau"));
    expect(plateau.issues.map(({ code }) => code)).toEqual(["nothing-to-monitor", "no-validation-samples"]);
    for (const { kind } of schedules)
      expect([kind, check(document, iris, { ...by(kind), learningRate: 1 }).issues]).toEqual([kind, []]);
  });
});

test("every one of two hundred blocks is lowered once per check", () => {
  const blocks = Array.from({ length: 198 }, (_, place) => (place % 2 ? { kind: "batchNormalization" } : dense(32)));
  const document = sketchChain([...blocks, dense(3, "softmax")]);
  const definition = getBlock("dense");
  if (!definition) throw new Error("Dense is missing.");
  const lower = vi.spyOn(definition, "lower");
  expect(check(document).issues).toEqual([]);
  expect(lower).toHaveBeenCalledTimes(100);
  lower.mockRestore();
});
