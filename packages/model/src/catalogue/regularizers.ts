/**
 * L1 and L2 regularizers of a block: λ₁ Σ|w| + λ₂ Σ w² over its weights (not its biases) is added to the loss that is minimized.
 * The loss that is shown stays the loss on the data, so that training and validation compare. A block takes part by having the fields.
 */
import type { ProgramBuilder, Value } from "@downhill/ir";
import { number, type ParameterFields, type ParametersOf } from "./parameterFields.ts";

export const regularizerFields = {
  l1: number({
    label: "L1 regularizer",
    help: "Pulls every weight of the block towards zero by the same amount, which makes many of them very small.",
    default: 0,
    min: 0,
    max: 10,
    isAdvanced: true,
  }),
  l2: number({
    label: "L2 regularizer",
    help: "Pulls every weight of the block towards zero in proportion to its size, against overfitting.",
    default: 0,
    min: 0,
    max: 10,
    isAdvanced: true,
  }),
};

export interface Penalty {
  readonly l1: number;
  readonly l2: number;
}

/** The penalty on the weights of a block with these parameters; undefined where there is none. */
export function penaltyOf({ l1, l2 }: ParametersOf<ParameterFields>): Penalty | undefined {
  const penalty = { l1: typeof l1 === "number" ? l1 : 0, l2: typeof l2 === "number" ? l2 : 0 };
  return penalty.l1 > 0 || penalty.l2 > 0 ? penalty : undefined;
}

/** gradient + λ₁ sign(w) + 2 λ₂ w */
export function addPenalty(builder: ProgramBuilder, gradient: Value, weight: Value, { l1, l2 }: Penalty): Value {
  const withL1 = l1 === 0 ? gradient : builder.add(gradient, builder.mul(builder.sign(weight), l1));
  return l2 === 0 ? withL1 : builder.add(withL1, builder.mul(weight, 2 * l2));
}
