/**
 * Functions composed of primitives, with care for overflow and for the gradient. Where deriving the gradient from the
 * pieces would lose digits or store more than needed, the gradient is declared.
 */
import type { ProgramBuilder } from "./builder.ts";
import { formatShape, isSameShape, ShapeError } from "./types.ts";
import type { Value } from "./value.ts";

export function matmul(b: ProgramBuilder, left: Value, right: Value): Value {
  const leftRank = left.type.shape.length;
  const rightRank = right.type.shape.length;
  const batchRank = rightRank - 2;
  const fits =
    leftRank >= 1 &&
    rightRank >= 2 &&
    left.type.shape.at(-1) === right.type.shape.at(-2) &&
    (batchRank === 0 || (leftRank === rightRank && isSameShape(left.type.shape.slice(0, -2), right.type.shape.slice(0, -2))));
  if (!fits) {
    throw new ShapeError(
      `matmul: [..., m, k] by [k, n] is needed (or equal leading axes on both), but ${formatShape(left.type.shape)} and ${formatShape(right.type.shape)} came.`,
    );
  }
  const batch = Array.from({ length: batchRank }, (_, axis) => [axis, axis] as const);
  return b.dot(left, right, { batch, contract: [[leftRank - 1, rightRank - 2]] });
}

export function oneHot(b: ProgramBuilder, places: Value, classes: number): Value {
  const shape = [...places.type.shape, classes];
  const rank = places.type.shape.length;
  const columns = b.iota({ dtype: places.type.dtype, shape }, rank);
  return b.cast(b.eq(b.reshape(places, [...places.type.shape, 1]), columns), "f32");
}

/** max(x, 0); its derivative at 0 is 0, as in PyTorch. */
export function relu(b: ProgramBuilder, x: Value): Value {
  return b.customGradient(b.max(x, 0), [x], (gradient, output) => [b.select(b.le(output, 0), 0, gradient)]);
}

/** 1 / (1 + exp(-x)), written with exp(-|x|) so that nothing overflows. */
export function sigmoid(b: ProgramBuilder, x: Value): Value {
  const small = b.exp(b.neg(b.abs(x)));
  const output = b.div(b.select(b.le(0, x), 1, small), b.add(small, 1));
  return b.customGradient(output, [x], (gradient, y) => [b.mul(gradient, b.mul(y, b.sub(1, y)))]);
}

/** log(1 + exp(x)) = max(x, 0) + log(1 + exp(-|x|)). */
export function softplus(b: ProgramBuilder, x: Value): Value {
  const output = b.add(b.max(x, 0), b.log(b.add(b.exp(b.neg(b.abs(x))), 1)));
  return b.customGradient(output, [x], (gradient) => [b.mul(gradient, sigmoid(b, x))]);
}

export function softmax(b: ProgramBuilder, x: Value, axis: number): Value {
  const powers = b.exp(b.sub(x, b.reduceMax(x, [axis], { keepDims: true })));
  const output = b.div(powers, b.sum(powers, [axis], { keepDims: true }));
  return b.customGradient(output, [x], (gradient, y) => {
    const along = b.sum(b.mul(gradient, y), [axis], { keepDims: true });
    return [b.mul(y, b.sub(gradient, along))];
  });
}

export function logSoftmax(b: ProgramBuilder, x: Value, axis: number): Value {
  const shifted = b.sub(x, b.reduceMax(x, [axis], { keepDims: true }));
  const output = b.sub(shifted, b.log(b.sum(b.exp(shifted), [axis], { keepDims: true })));
  return b.customGradient(output, [x], (gradient, y) => {
    const total = b.sum(gradient, [axis], { keepDims: true });
    return [b.sub(gradient, b.mul(b.exp(y), total))];
  });
}

/** log of the sum of exponentials; a row of minus infinities gives NaN. */
export function logSumExp(b: ProgramBuilder, x: Value, axis: number, keepDims: boolean): Value {
  const largest = b.reduceMax(x, [axis], { keepDims: true });
  const sum = b.sum(b.exp(b.sub(x, largest)), [axis], { keepDims: true });
  const kept = b.customGradient(b.add(largest, b.log(sum)), [x], (gradient, y) => [b.mul(gradient, b.exp(b.sub(x, y)))]);
  const shape = x.type.shape.filter((_size, place) => place !== axis);
  return keepDims ? kept : b.reshape(kept, shape);
}
