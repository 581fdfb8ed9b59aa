import type { Value } from "@downhill/ir";
import type { BlockContext } from "../definition.ts";
import { formatSampleShape, toSampleShape } from "../sampleShape.ts";

/** Cuts entries off both ends of each axis. Fails with an issue when nothing would be left. */
export function crop(context: BlockContext, x: Value, low: readonly number[], high: readonly number[]): Value {
  const shape = x.type.shape;
  const sizes = shape.map((size, axis) => size - (low[axis] ?? 0) - (high[axis] ?? 0));
  const axis = sizes.findIndex((size) => size < 1);
  if (axis >= 0) {
    context.fail(
      "nothing-left",
      `${context.blockName} would cut ${(low[axis] ?? 0) + (high[axis] ?? 0)} off an axis of ${shape[axis]} ` +
        `(${formatSampleShape(toSampleShape(shape))} comes in), so that nothing is left. Cut less.`,
    );
  }
  return context.builder.slice(x, low, sizes);
}
