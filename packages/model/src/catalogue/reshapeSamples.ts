import type { Shape, Value } from "@downhill/ir";
import type { BlockContext } from "./definition.ts";

/** Gives every sample another shape. A sigmoid, or a softmax whose last axis stays, is still one afterwards. */
export function reshapeSamples(context: BlockContext, x: Value, sampleShape: Shape): Value {
  const { builder } = context;
  const shape = [context.batchSize, ...sampleShape];
  const output = builder.reshape(x, shape);
  const { activation, logits } = context.getActivated(x);
  if (activation === "sigmoid" || (activation === "softmax" && x.type.shape.at(-1) === shape.at(-1))) {
    context.markActivated(output, { activation, logits: builder.reshape(logits, shape) });
  }
  return output;
}
