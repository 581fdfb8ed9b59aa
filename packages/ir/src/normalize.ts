/**
 * Normalizations over some axes with their gradients in closed form: deriving them from the pieces would run through the
 * mean and the variance separately and sum over the axes twice as often.
 */
import type { ProgramBuilder } from "./builder.ts";
import type { Value } from "./value.ts";

const keepDims = { keepDims: true };

/** (x - mean) / sqrt(variance + epsilon) over the axes, the variance over n; the shape stays. */
export function standardize(b: ProgramBuilder, x: Value, axes: readonly number[], epsilon: number): Value {
  const centered = b.sub(x, b.mean(x, axes, keepDims));
  const variance = b.mean(b.mul(centered, centered), axes, keepDims);
  const scale = b.rsqrt(b.add(variance, epsilon));
  return b.customGradient(b.mul(centered, scale), [x], (gradient, y) => {
    const shift = b.mean(gradient, axes, keepDims);
    const along = b.mean(b.mul(gradient, y), axes, keepDims);
    return [b.mul(b.sub(b.sub(gradient, shift), b.mul(y, along)), scale)];
  });
}

/** x / sqrt(mean of squares + epsilon) over the axes; the shape stays. */
export function scaleToUnitSquare(b: ProgramBuilder, x: Value, axes: readonly number[], epsilon: number): Value {
  const scale = b.rsqrt(b.add(b.mean(b.mul(x, x), axes, keepDims), epsilon));
  return b.customGradient(b.mul(x, scale), [x], (gradient, y) => {
    const along = b.mean(b.mul(gradient, y), axes, keepDims);
    return [b.mul(b.sub(gradient, b.mul(y, along)), scale)];
  });
}

/** x / sqrt(max(sum of squares, floor)) over the axes: length 1 unless x is nearly 0. */
export function scaleToUnitLength(b: ProgramBuilder, x: Value, axes: readonly number[], floor = 1e-12): Value {
  return b.mul(x, b.rsqrt(b.max(b.sum(b.mul(x, x), axes, keepDims), floor)));
}
