/** What the pooling blocks share: windows over any number of spatial axes. */
import type { Value } from "@downhill/ir";
import type { BlockContext } from "../definition.ts";
import { placeWindows, type WindowSettings } from "../windows.ts";

export function poolMaximum(context: BlockContext, x: Value, settings: WindowSettings): Value {
  return context.builder.maxPool(x, { ...settings, ...placeWindows(context, x, settings) });
}

/** Mean of what lies inside the input; padding does not count. */
export function poolAverage(context: BlockContext, x: Value, settings: WindowSettings): Value {
  const { builder } = context;
  const geometry = { ...settings, ...placeWindows(context, x, settings) };
  const total = builder.sumPool(x, geometry);
  const isPadded = [...geometry.padLow, ...geometry.padHigh].some((count) => count > 0);
  if (!isPadded) {
    const area = settings.size.reduce((product, n) => product * n, 1);
    return builder.div(total, area);
  }
  const ones = builder.constant(1, "f32", [1, ...x.type.shape.slice(1, -1), 1]);
  return builder.div(total, builder.sumPool(ones, geometry));
}
