/** Formulas of activation functions that need care: what overflows, what loses digits, and which side a kink's derivative takes. */
import type { ProgramBuilder, Value } from "@downhill/ir";

/** x limited to low..high; as in PyTorch no gradient flows at the limits themselves. */
export function clip(builder: ProgramBuilder, x: Value, low: number, high: number): Value {
  const output = builder.min(builder.max(x, low), high);
  return builder.customGradient(output, [x], (gradient) => {
    const isInside = builder.and(builder.lt(low, x), builder.lt(x, high));
    return [builder.select(isInside, gradient, 0)];
  });
}

/** x above 0, else alpha (e^(x / width) - 1). The inner select keeps e^x finite on the side that is not taken: infinity times 0 in the gradient would be NaN. */
export function exponentialLinear(
  builder: ProgramBuilder,
  x: Value,
  { alpha, width }: { readonly alpha: number; readonly width: number },
): Value {
  const isPositive = builder.gt(x, 0);
  const bounded = builder.select(isPositive, 0, width === 1 ? x : builder.div(x, width));
  const below = builder.sub(builder.exp(bounded), 1);
  return builder.select(isPositive, x, builder.mul(below, alpha));
}

/** Klambauer, Unterthiner, Mayr and Hochreiter, "Self-normalizing neural networks" (2017). */
export const seluScale = 1.0507009873554805;
export const seluAlpha = 1.6732632423543772;

export function selu(builder: ProgramBuilder, x: Value): Value {
  return builder.mul(exponentialLinear(builder, x, { alpha: seluAlpha, width: 1 }), seluScale);
}

export function geluExact(builder: ProgramBuilder, x: Value): Value {
  return builder.mul(builder.mul(x, 0.5), builder.add(builder.erf(builder.mul(x, Math.SQRT1_2)), 1));
}

export function geluTanh(builder: ProgramBuilder, x: Value): Value {
  const cube = builder.mul(builder.mul(x, x), x);
  const inner = builder.mul(builder.add(x, builder.mul(cube, 0.044715)), Math.sqrt(2 / Math.PI));
  return builder.mul(builder.mul(x, 0.5), builder.add(builder.tanh(inner), 1));
}

/** (x + √(x² + 4)) / 2, which for negative x is 2 / (√(x² + 4) - x): without the difference of two nearly equal numbers. */
export function squareplus(builder: ProgramBuilder, x: Value): Value {
  const root = builder.sqrt(builder.add(builder.mul(x, x), 4));
  const ofNegative = builder.div(2, builder.sub(root, builder.min(x, 0)));
  const output = builder.select(builder.lt(x, 0), ofNegative, builder.mul(builder.add(x, root), 0.5));
  return builder.customGradient(output, [x], (gradient, y) => [builder.mul(gradient, builder.div(y, root))]);
}

/** Nothing inside ±threshold; outside x itself, or x moved towards 0 by the threshold. */
export function shrink(builder: ProgramBuilder, x: Value, threshold: number, isSoft: boolean): Value {
  const moved = isSoft ? builder.sub(x, builder.mul(builder.sign(x), threshold)) : x;
  return builder.select(builder.gt(builder.abs(x), threshold), moved, 0);
}
