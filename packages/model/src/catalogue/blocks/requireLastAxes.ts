import type { Value } from "@downhill/ir";
import type { BlockContext } from "../definition.ts";
import { formatSampleShape, toSampleShape } from "../sampleShape.ts";

/** The places of the last axes of a sample. Fails with an issue when it has fewer. */
export function requireLastAxes(context: BlockContext, x: Value, count: number): readonly number[] {
  const rank = x.type.shape.length;
  if (count > rank - 1) {
    context.fail(
      "too-few-axes",
      `${context.blockName} works on the last ${count} axes, but ${formatSampleShape(toSampleShape(x.type.shape))} comes in, ` +
        `which has ${rank - 1}. Set Axes to ${rank - 1} or less.`,
    );
  }
  return Array.from({ length: count }, (_, place) => rank - count + place);
}
