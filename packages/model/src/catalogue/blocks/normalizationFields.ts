/** Parameters of the normalization blocks, and the two trained vectors behind them. */
import type { Shape, Value } from "@downhill/ir";
import type { BlockContext } from "../definition.ts";
import { boolean, number, type ParametersOf } from "../parameterFields.ts";
import { trainableField } from "./sharedFields.ts";

export const epsilonField = number({
  label: "Epsilon",
  help: "Added to the variance so that a constant channel does not divide by zero.",
  default: 1e-5,
  min: 1e-12,
  max: 1,
  scale: "logarithmic",
  isAdvanced: true,
});

export const scaleField = boolean({
  label: "Scale",
  help: "Multiplies every channel by a trainable number (gamma).",
  default: true,
  isAdvanced: true,
});

export const affineFields = {
  scale: scaleField,
  center: boolean({
    label: "Center",
    help: "Adds a trainable number (beta) to every channel.",
    default: true,
    isAdvanced: true,
  }),
  trainable: trainableField,
};

/** x times gamma plus beta, both of the given shape along the last axes. */
export function applyAffine(
  context: BlockContext,
  x: Value,
  { scale, center, trainable, shape }: ParametersOf<typeof affineFields> & { readonly shape: Shape },
): Value {
  const { builder } = context;
  const scaled = scale ? builder.mul(x, context.parameter({ name: "gamma", shape, initializer: "ones", trainable })) : x;
  return center ? builder.add(scaled, context.parameter({ name: "beta", shape, initializer: "zeros", trainable })) : scaled;
}
