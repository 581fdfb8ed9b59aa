import { standardize, type Value } from "@downhill/ir";
import type { BlockContext } from "../definition.ts";

/** Mean 0 and variance 1 over all places of a sample and the channels of each of the equal runs. */
export function standardizeGroups({ builder }: BlockContext, x: Value, groups: number, epsilon: number): Value {
  const shape = x.type.shape;
  const channels = shape.at(-1) ?? 1;
  const split = builder.reshape(x, [...shape.slice(0, -1), groups, channels / groups]);
  const rank = split.type.shape.length;
  const axes = split.type.shape.flatMap((_size, axis) => (axis === 0 || axis === rank - 2 ? [] : [axis]));
  return builder.reshape(standardize(builder, split, axes, epsilon), shape);
}
