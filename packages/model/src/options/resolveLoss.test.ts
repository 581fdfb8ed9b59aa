import { expect, test } from "vitest";
import { changeLoss } from "./resolveLoss.ts";

test("another loss keeps the weights that it knows, and nothing else", () => {
  const before = {
    kind: "binaryCrossentropy",
    parameters: { labelSmoothing: 0.1, classWeights: "balanced", lossWeight: 2 },
  };
  expect(changeLoss(before, "hinge")).toEqual({ kind: "hinge", parameters: { classWeights: "balanced", lossWeight: 2 } });
  expect(changeLoss(before, "huber")).toEqual({ kind: "huber", parameters: { lossWeight: 2 } });
  expect(changeLoss(undefined, "huber")).toEqual({ kind: "huber", parameters: {} });
});
