/** Ports and checks of the blocks that read sequences of vectors: recurrent ones, attention, positions. */
import type { Value } from "@downhill/ir";
import type { BlockContext, PortDefinition } from "./definition.ts";
import { formatSampleShape, toSampleShape } from "./sampleShape.ts";

/** More places would make programs that take long to plan. */
const mostPlaces = 1024;

export const sequencePort: PortDefinition = { name: "input", label: "Sequence" };
export const maskPort: PortDefinition = { name: "mask", label: "Mask", isOptional: true };

/** The value, if it is a batch of sequences `[batch, places, width]`. */
export function requireVectorSequence(context: BlockContext, value: Value): Value {
  const shape = toSampleShape(value.type.shape);
  if (shape.length !== 2) {
    context.fail(
      "needs-sequence",
      `${context.blockName} needs a sequence (places × numbers), but ${formatSampleShape(shape)} comes in. ` +
        `Put an Embedding in front of it for tokens, or a Reshape block for plain numbers.`,
    );
  }
  return value;
}

/** The same for a block that is written out place by place, which must not be too many. */
export function requireShortSequence(context: BlockContext, value: Value): Value {
  const [, places = 1] = requireVectorSequence(context, value).type.shape;
  if (places > mostPlaces) {
    context.fail(
      "sequence-too-long",
      `${context.blockName} reads up to ${mostPlaces} places, but ${places} come in. Shorten the sequence, for example by 1D pooling or a smaller context.`,
    );
  }
  return value;
}

/** What is connected to an optional port, if it has this sample shape. */
export function takeOptional(
  context: BlockContext,
  value: Value | undefined,
  port: PortDefinition,
  sampleShape: readonly number[],
): Value | undefined {
  if (value === undefined) return undefined;
  const got = toSampleShape(value.type.shape);
  if (got.join() !== sampleShape.join()) {
    context.fail(
      "shapes-differ",
      `The ${port.label.toLowerCase()} of ${context.blockName} must be ${formatSampleShape(sampleShape)}, but ${formatSampleShape(got)} comes in.`,
    );
  }
  return value;
}
