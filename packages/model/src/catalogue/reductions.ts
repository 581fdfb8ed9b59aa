/** What the Reduce block makes of all numbers along some axes. */
import { countElements, type ProgramBuilder, type Value } from "@downhill/ir";

export const reductionLabels = {
  sum: "Sum",
  mean: "Mean",
  max: "Largest",
  min: "Smallest",
  variance: "Variance",
  deviation: "Standard deviation",
  length: "Length (L2 norm)",
  logSumExp: "Log of the sum of exponentials",
  argmax: "Place of the largest",
  argmin: "Place of the smallest",
} as const;

export type Reduction = keyof typeof reductionLabels;

export interface ReducedAxes {
  /** Ascending. */
  readonly axes: readonly number[];
  readonly keepDims: boolean;
}

/** Variance and deviation over n. Places count row-major over the axes, as f32; equal numbers give the first. */
export function reduceAxes(b: ProgramBuilder, x: Value, reduction: Reduction, { axes, keepDims }: ReducedAxes): Value {
  const reduced = reduceKept(b, x, reduction, axes);
  const kept = x.type.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  return b.reshape(reduced, keepDims ? kept : kept.filter((_size, axis) => !axes.includes(axis)));
}

function reduceKept(b: ProgramBuilder, x: Value, reduction: Reduction, axes: readonly number[]): Value {
  const keep = { keepDims: true };
  switch (reduction) {
    case "sum":
      return b.sum(x, axes, keep);
    case "mean":
      return b.mean(x, axes, keep);
    case "max":
      return b.reduceMax(x, axes, keep);
    case "min":
      return b.reduceMin(x, axes, keep);
    case "variance":
      return variance(b, x, axes);
    case "deviation":
      return safeRoot(b, variance(b, x, axes));
    case "length":
      return safeRoot(b, b.sum(b.mul(x, x), axes, keep));
    case "logSumExp": {
      const largest = b.stopGradient(b.reduceMax(x, axes, keep));
      return b.add(b.log(b.sum(b.exp(b.sub(x, largest)), axes, keep)), largest);
    }
    case "argmax":
      return placeOfLargest(b, x, axes);
    case "argmin":
      return placeOfLargest(b, b.neg(x), axes);
  }
}

function variance(b: ProgramBuilder, x: Value, axes: readonly number[]): Value {
  const centered = b.sub(x, b.mean(x, axes, { keepDims: true }));
  return b.mean(b.mul(centered, centered), axes, { keepDims: true });
}

/** The root of numbers that are never negative; at 0, where its slope is infinite, no gradient flows. */
function safeRoot(b: ProgramBuilder, x: Value): Value {
  return b.customGradient(b.sqrt(x), [x], (gradient, root) => {
    const isZero = b.eq(root, 0);
    return [b.select(isZero, 0, b.div(b.mul(gradient, 0.5), b.select(isZero, 1, root)))];
  });
}

function placeOfLargest(b: ProgramBuilder, x: Value, axes: readonly number[]): Value {
  const others = x.type.shape.flatMap((_size, axis) => (axes.includes(axis) ? [] : [axis]));
  const kept = others.map((axis) => x.type.shape[axis] ?? 1);
  const rows = b.reshape(b.permute(x, [...others, ...axes]), [...kept, countElements(x.type.shape) / countElements(kept)]);
  return b.cast(b.argmax(rows, kept.length), "f32");
}
