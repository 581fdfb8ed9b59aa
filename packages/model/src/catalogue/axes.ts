/** Axes as a person counts them: of a sample, from 1; negative ones from the end. */
import type { Value } from "@downhill/ir";
import type { BlockContext } from "./definition.ts";

/** The place of an axis in the batch. Fails with an issue when a sample has no such axis. */
export function resolveAxis(context: BlockContext, value: Value, axis: number): number {
  const rank = value.type.shape.length;
  const place = axis < 0 ? axis + rank : axis;
  if (place < 1 || place >= rank) {
    const axes = rank === 2 ? "only the axis 1" : `the axes 1 to ${rank - 1}`;
    context.fail("no-such-axis", `Axis ${axis} does not exist: a sample has ${axes}. Set Axis to −1.`);
  }
  return place;
}
