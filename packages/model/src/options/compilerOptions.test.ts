import { expect, test } from "vitest";
import { CompilerOptions, PartialCompilerOptions, stripLaterDefaults } from "./compilerOptions.ts";
import { createOptions } from "./createOptions.ts";

/** As the first version kept them. */
const old = {
  version: 1,
  losses: {},
  optimizer: { kind: "adam", parameters: {} },
  learningRate: 0.001,
  schedule: { kind: "constant", parameters: {} },
  batchSize: 32,
  epochs: 50,
  dataAccessSeed: 1,
  weightSeed: 1,
  shuffle: true,
  metrics: ["accuracy"],
  checkpointIntervalSeconds: 15,
};

test("options that were kept before there was a warm-up still open, and train as they did", () => {
  expect(CompilerOptions.parse(old)).toEqual(createOptions({ metrics: ["accuracy"] }));
});

test("leave the fingerprint of what was kept before as it was", () => {
  expect(stripLaterDefaults(CompilerOptions.parse(old))).toEqual(old);
  expect(stripLaterDefaults(createOptions({ accumulationSteps: 2 }))).toMatchObject({ accumulationSteps: 2 });
});

test("some of the options are just those", () => {
  expect(PartialCompilerOptions.parse({ batchSize: 3 })).toEqual({ batchSize: 3 });
  expect(PartialCompilerOptions.safeParse({ bachSize: 3 }).success).toBe(false);
});
