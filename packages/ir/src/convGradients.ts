/**
 * Gradients of convolutions are convolutions, and those of pooling sums are pooling sums. Along one spatial axis, with
 * input size n, window k, stride s, input dilation d, kernel dilation e, padding (lo, hi) and o results,
 *
 *     result[j] = sum over t of x̂[j s + t e - lo] kernel[t],   x̂ = x with d - 1 zeros between neighbours.
 *
 * So x̂'s gradient at p gathers result gradients at (p + lo - t e) / s: a convolution with stride d of the gradient dilated
 * by s with the kernel reversed; and the kernel's gradient at t correlates x̂ with the gradient dilated by s, at stride e.
 */
import type { ProgramBuilder } from "./builder.ts";
import { type OperationOf, ShapeError } from "./types.ts";
import type { Value } from "./value.ts";
import { dilatedSize } from "./windowShapes.ts";

type Conv = OperationOf<"conv">;

export function convGradients(
  b: ProgramBuilder,
  operation: Conv,
  inputs: readonly Value[],
  gradient: Value,
  wanted: readonly boolean[],
): (Value | undefined)[] {
  const [x, kernel] = inputs;
  if (!x || !kernel) throw new ShapeError("conv: an operand is missing.");
  return [
    wanted[0] ? inputGradient(b, operation, x, kernel, gradient) : undefined,
    wanted[1] ? kernelGradient(b, operation, x, kernel, gradient) : undefined,
  ];
}

function inputGradient(b: ProgramBuilder, operation: Conv, x: Value, kernel: Value, gradient: Value): Value {
  const { strides, padLow, inputDilation, kernelDilation, groups, batchGroups } = operation;
  const count = strides.length;
  const low = strides.map((_stride, axis) => dilatedSize(kernel.type.shape[axis]!, kernelDilation[axis]!) - 1 - padLow[axis]!);
  const high = strides.map((stride, axis) => {
    const input = dilatedSize(x.type.shape[axis + 1]!, inputDilation[axis]!);
    return input + padLow[axis]! - dilatedSize(gradient.type.shape[axis + 1]!, stride);
  });
  // Runs of filters that meet one run of channels (groups) or of rows (batchGroups) become groups of the gradient's channels.
  const runs = groups * batchGroups;
  const spread = b.conv(gradient, swapChannels(b, b.flip(kernel, spatialAxes(count)), runs), {
    strides: inputDilation,
    padLow: low,
    padHigh: high,
    inputDilation: strides,
    kernelDilation,
    groups: runs,
  });
  return batchGroups > 1 ? channelRunsToBatch(b, spread, batchGroups) : spread;
}

function kernelGradient(b: ProgramBuilder, operation: Conv, x: Value, kernel: Value, gradient: Value): Value {
  const { strides, padLow, inputDilation, kernelDilation, groups, batchGroups } = operation;
  const count = strides.length;
  const high = strides.map((stride, axis) => {
    const window = dilatedSize(kernel.type.shape[axis]!, kernelDilation[axis]!);
    const input = dilatedSize(x.type.shape[axis + 1]!, inputDilation[axis]!);
    return window - 1 + dilatedSize(gradient.type.shape[axis + 1]!, stride) - input - padLow[axis]!;
  });
  // Channels take the place of the batch, the batch that of the channels.
  const spatial = Array.from({ length: count }, (_, axis) => axis + 1);
  const turnedInput = b.permute(x, [count + 1, ...spatial, 0]);
  const turnedGradient = b.permute(gradient, [...spatial, 0, count + 1]);
  const product = b.conv(turnedInput, turnedGradient, {
    strides: kernelDilation,
    padLow,
    padHigh: high,
    inputDilation,
    kernelDilation: strides,
    groups: batchGroups,
    batchGroups: groups,
  });
  return b.permute(product, [...spatial, 0, count + 1]);
}

function spatialAxes(count: number): number[] {
  return Array.from({ length: count }, (_, axis) => axis);
}

/** `[...window, C/runs, F]` to `[...window, F/runs, C]`: inputs and outputs change places within each run. */
function swapChannels(b: ProgramBuilder, kernel: Value, runs: number): Value {
  const rank = kernel.type.shape.length;
  const window = kernel.type.shape.slice(0, rank - 2);
  const channels = kernel.type.shape[rank - 2]!;
  const filters = kernel.type.shape[rank - 1]!;
  const front = spatialAxes(rank - 2);
  if (runs === 1) return b.permute(kernel, [...front, rank - 1, rank - 2]);
  const split = b.reshape(kernel, [...window, channels, runs, filters / runs]);
  const turned = b.permute(split, [...front, rank, rank - 1, rank - 2]);
  return b.reshape(turned, [...window, filters / runs, runs * channels]);
}

/** `[N/g, ...spatial, g * C]` to `[N, ...spatial, C]`, where run i of the channels belongs to run i of the batch. */
function channelRunsToBatch(b: ProgramBuilder, x: Value, runs: number): Value {
  const shape = x.type.shape;
  const channels = shape.at(-1)! / runs;
  const rank = shape.length;
  const split = b.reshape(x, [...shape.slice(0, -1), runs, channels]);
  const turned = b.permute(split, [rank - 1, ...spatialAxes(rank - 1), rank]);
  return b.reshape(turned, [shape[0]! * runs, ...shape.slice(1, -1), channels]);
}

/** The window is symmetric under reversal, so the gradient is the same sum with stride and input dilation exchanged. */
export function sumPoolGradient(b: ProgramBuilder, operation: OperationOf<"sumPool">, x: Value, gradient: Value): Value {
  const { size, strides, padLow, inputDilation } = operation;
  return b.sumPool(gradient, {
    size,
    strides: inputDilation,
    inputDilation: strides,
    padLow: size.map((window, axis) => window - 1 - padLow[axis]!),
    padHigh: size.map((_window, axis) => {
      const input = dilatedSize(x.type.shape[axis + 1]!, inputDilation[axis]!);
      return input + padLow[axis]! - dilatedSize(gradient.type.shape[axis + 1]!, strides[axis]!);
    }),
  });
}
