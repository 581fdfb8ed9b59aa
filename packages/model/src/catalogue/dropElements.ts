/** Dropout inside of a block: the mask is chosen once, and may be applied several times. */
import type { Shape, Value } from "@downhill/ir";
import type { BlockContext } from "./definition.ts";

/** Sets a share of the elements to 0 in training; the others grow so that sums stay the same on average. `shape` broadcasts to the values. */
export function openDropout(context: BlockContext, shape: Shape, rate: number): (x: Value) => Value {
  if (context.mode === "inference" || rate === 0) return (x) => x;
  const { builder } = context;
  const isKept = builder.ge(context.randomUniform(shape), rate);
  return (x) => builder.select(builder.expand(isKept, x.type.shape), builder.mul(x, 1 / (1 - rate)), 0);
}
