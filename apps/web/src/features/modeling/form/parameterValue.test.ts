import { getBlock, getLoss, getOptimizer, getSchedule } from "@downhill/model";
import { expect, it } from "vitest";
import { describeDefault, formatParameter } from "./parameterValue.ts";

it("writes every stored value in the words of its field", () => {
  const written = [
    [getOptimizer("muon")?.parameters.scaling, "matchAdam"],
    [getOptimizer("muon")?.parameters.nesterov, false],
    [getOptimizer("adam")?.parameters.epsilon, 1e-7],
    [getSchedule("multiStep")?.parameters.milestones, [10, 20]],
    [getLoss("binaryCrossentropy")?.parameters.positiveWeights, []],
    [getBlock("convolution2d")?.parameters.strides, [2, 1]],
    [getBlock("input")?.parameters.feature, ""],
  ] as const;
  expect(written.map(([field, value]) => field && formatParameter(field, value))).toEqual([
    expect.not.stringMatching(/matchAdam|undefined/),
    "off",
    "1e−7",
    "10, 20",
    "none",
    "2 × 1",
    "the first input feature",
  ]);
  const dense = getBlock("dense")?.parameters.activation;
  expect(dense && describeDefault(dense)).toBe("ReLU");
});
