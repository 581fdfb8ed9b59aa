/** Random numbers of other distributions than the uniform one, composed on the device from the counter-based generator. */
import type { Shape, Value } from "@downhill/ir";
import type { BlockContext } from "./definition.ts";

/** Standard normal f32, new at every step, by the method of Box and Muller; training only. */
export function drawNormal(context: BlockContext, shape: Shape): Value {
  const { builder } = context;
  // In (0, 1], so that the logarithm is finite.
  const length = builder.sub(1, context.randomUniform(shape));
  const angle = builder.mul(builder.sub(context.randomUniform(shape), 0.5), 2 * Math.PI);
  return builder.mul(builder.sqrt(builder.mul(builder.log(length), -2)), builder.cos(angle));
}

/** Uniform f32 in low..high. */
export function drawUniform(context: BlockContext, shape: Shape, low: number, high: number): Value {
  const { builder } = context;
  return builder.add(builder.mul(context.randomUniform(shape), high - low), low);
}
