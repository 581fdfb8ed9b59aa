import type { ProgramBuilder, Value } from "@downhill/ir";

/** Labels of 0 and 1 (or of -1 and 1) as -1 and 1. */
export function signedLabels(builder: ProgramBuilder, truth: Value): Value {
  return builder.select(builder.le(truth, 0), -1, builder.constant(1, "f32", truth.type.shape));
}
