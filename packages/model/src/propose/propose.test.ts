import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkModel } from "../check/checkModel.ts";
import type { DatasetSignature } from "../datasetSignature.ts";
import { digits, iris, prices, sketchSignature } from "../testing/sketchModel.ts";
import { proposeModel } from "./proposeModel.ts";
import { proposeOptions } from "./proposeOptions.ts";

const kinds = (signature: DatasetSignature) => proposeModel(signature).blocks.map((block) => block.kind);

describe("proposals", () => {
  test("suit tables and images", () => {
    expect(kinds(iris)).toEqual(["input", "dense", "dense", "dense", "target"]);
    expect(kinds(digits)).toEqual([
      "input",
      "convolution2d",
      "maxPooling2d",
      "convolution2d",
      "maxPooling2d",
      "flatten",
      "dense",
      "target",
    ]);
  });

  test("end in what the target needs", () => {
    const last = (signature: DatasetSignature) => proposeModel(signature).blocks.findLast((block) => block.kind === "dense");
    expect(last(iris)?.parameters).toEqual({ units: 3, activation: "softmax" });
    expect(last(prices)?.parameters).toEqual({ units: 1, activation: "linear" });
    const document = proposeModel(iris);
    expect(proposeOptions(document, iris).losses).toEqual({ "target-1": { kind: "categoricalCrossentropy", parameters: {} } });
  });

  test("take hints", () => {
    const hints = { hiddenUnits: [8], epochs: 5, learningRate: 0.01, batchSize: 16 };
    expect(proposeModel(iris, hints).blocks.filter((block) => block.kind === "dense")).toHaveLength(2);
    expect(proposeOptions(proposeModel(iris, hints), iris, hints)).toMatchObject({
      epochs: 5,
      learningRate: 0.01,
      batchSize: 16,
    });
  });

  test("are the same every time", () => {
    expect(proposeModel(digits)).toEqual(proposeModel(digits));
  });

  test("check without errors or warnings for any dataset, and do not lie on each other", () => {
    const shape = fc.oneof(
      fc.tuple(fc.integer({ min: 1, max: 20 })),
      fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 3 })),
    );
    const input = fc.record({
      kind: fc.constantFrom("numeric" as const, "image" as const),
      role: fc.constant("input" as const),
      shape,
    });
    const target = fc.oneof(
      fc.record({ kind: fc.constant("categorical" as const), shape: fc.tuple(fc.integer({ min: 2, max: 12 })) }),
      fc.record({ kind: fc.constant("binary" as const), shape: fc.constant<number[]>([1]) }),
      fc.record({ kind: fc.constant("numeric" as const), shape }),
    );
    fc.assert(
      fc.property(
        fc.array(input, { minLength: 1, maxLength: 3 }),
        fc.array(target, { minLength: 1, maxLength: 3 }),
        (inputs, targets) => {
          const signature = sketchSignature([...inputs, ...targets.map((one) => ({ ...one, role: "target" as const }))]);
          const document = proposeModel(signature);
          const report = checkModel({ document, options: proposeOptions(document, signature), signature });
          expect(report.issues).toEqual([]);
          const places = new Set(document.blocks.map(({ position }) => `${position.x},${position.y}`));
          expect(places.size).toBe(document.blocks.length);
        },
      ),
      { numRuns: 60 },
    );
  });
});

test("a feature that weighs the samples is neither input nor target", () => {
  const features = [
    { kind: "numeric", role: "input", shape: [4] },
    { kind: "numeric", role: "weight", shape: [1] },
    { kind: "categorical", role: "target", shape: [3] },
  ] as const;
  const signature = sketchSignature(features.map((feature) => ({ ...feature, shape: [...feature.shape] })));
  const document = proposeModel(signature);
  const used = document.blocks.flatMap(({ parameters }) => (parameters.feature === undefined ? [] : [parameters.feature]));
  expect(used).toEqual(["x", "y"]);
  expect(checkModel({ document, options: proposeOptions(document, signature), signature }).issues).toEqual([]);
});
