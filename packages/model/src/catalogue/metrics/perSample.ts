import type { ProgramBuilder, Value } from "@downhill/ir";

/** Mean over every axis but the batch: f32 `[batch]`. */
export function meanPerSample(builder: ProgramBuilder, x: Value): Value {
  const axes = x.type.shape.map((_size, axis) => axis).slice(1);
  return axes.length === 0 ? x : builder.mean(x, axes);
}
