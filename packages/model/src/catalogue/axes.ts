/** Axes as a person counts them: of a sample, from 1; negative ones from the end. */
import type { Value } from "@downhill/ir";
import type { BlockContext } from "./definition.ts";

/** The place of an axis in the batch. Fails with an issue, naming the field that holds the axis, when a sample has no such axis. */
export function resolveAxis(context: BlockContext, value: Value, axis: number, label = "Axis"): number {
  const rank = value.type.shape.length;
  const place = axis < 0 ? axis + rank : axis;
  if (place < 1 || place >= rank) {
    const axes = rank === 2 ? "only the axis 1" : `the axes 1 to ${rank - 1}`;
    context.fail(
      "no-such-axis",
      `${context.blockName} names the axis ${axis}, but what comes in has ${axes}. Set ${label} to −1.`,
    );
  }
  return place;
}
