/** What the merging blocks share: inputs of one shape, or of one rank whose axes of size 1 are repeated, taken number by number. */
import { broadcastShapes, type Value } from "@downhill/ir";
import type { BlockContext } from "../definition.ts";
import { formatSampleShape, toSampleShape } from "../sampleShape.ts";

/** Folds the values of a variadic port from first to last. `participle`: what happens to them ("added"). */
export function mergeInputs(
  context: BlockContext,
  values: readonly Value[],
  { participle, combine }: { readonly participle: string; readonly combine: (total: Value, value: Value) => Value },
): Value {
  const [first, ...others] = values;
  if (!first)
    return context.fail(
      "no-input",
      `${context.blockName} needs at least one input. Connect the blocks whose outputs should be ${participle}.`,
    );
  return others.reduce((total, value) => {
    requireSameShape(context, total, value);
    return combine(total, value);
  }, first);
}

export function requireSameShape(context: BlockContext, first: Value, second: Value): void {
  const isSameRank = first.type.shape.length === second.type.shape.length;
  if (isSameRank && broadcastShapes(first.type.shape, second.type.shape)) return;
  context.fail(
    "shapes-differ",
    `${context.blockName} needs inputs of one shape, but ${formatSampleShape(toSampleShape(first.type.shape))} and ` +
      `${formatSampleShape(toSampleShape(second.type.shape))} come in. Give both the same units or filters, or use Concatenate.`,
  );
}
