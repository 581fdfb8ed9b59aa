/** Binary crossentropy from logits, without overflow and without a declared gradient. */
import type { ProgramBuilder, Value } from "@downhill/ir";

/** log(1 + e^-|x|). */
export function logisticTail(builder: ProgramBuilder, x: Value): Value {
  return builder.log(builder.add(builder.exp(builder.neg(builder.abs(x))), 1));
}

/** max(x, 0) - x t + log(1 + e^-|x|) */
export function computeLogisticLoss(builder: ProgramBuilder, x: Value, truth: Value): Value {
  return builder.add(builder.sub(builder.max(x, 0), builder.mul(x, truth)), logisticTail(builder, x));
}
