/** Output sizes of convolutions and pooling windows; all spatial arithmetic of the two families stands here. */
import type { Shape, TensorType, WindowGeometry } from "./program.ts";
import { formatShape, type OperationOf, ShapeError } from "./types.ts";

/** Length of an axis once `dilation - 1` zeros stand between neighbours. */
export function dilatedSize(size: number, dilation: number): number {
  return (size - 1) * dilation + 1;
}

function checkPerAxis(op: string, what: string, values: readonly number[], axes: number, least: number): void {
  if (values.length !== axes) {
    throw new ShapeError(`${op}: ${what} needs one number per spatial axis (${axes}), but ${values.length} came.`);
  }
  for (const value of values) {
    if (!Number.isInteger(value) || value < least) {
      const range = least === Number.NEGATIVE_INFINITY ? "whole numbers" : `whole numbers of at least ${least}`;
      throw new ShapeError(`${op}: ${what} must be ${range}, but [${values.join(", ")}] came.`);
    }
  }
}

function slide(op: string, axis: number, available: number, needed: number, stride: number): number {
  if (available < needed) {
    throw new ShapeError(
      `${op}: the window covers ${needed} entries along spatial axis ${axis}, but only ${Math.max(available, 0)} are there (padding included).`,
    );
  }
  return Math.floor((available - needed) / stride) + 1;
}

export function inferPool(
  op: "maxPool" | "maxPoolPlace" | "sumPool",
  geometry: WindowGeometry,
  inputDilation: readonly number[] | undefined,
  input: TensorType,
): number[] {
  const spatial = input.shape.slice(1, -1);
  if (input.shape.length < 3) {
    throw new ShapeError(`${op}: the input must be [batch, ...spatial, channels], but ${formatShape(input.shape)} came.`);
  }
  const count = spatial.length;
  const leastPad = op === "sumPool" ? Number.NEGATIVE_INFINITY : 0;
  checkPerAxis(op, "size", geometry.size, count, 1);
  checkPerAxis(op, "strides", geometry.strides, count, 1);
  checkPerAxis(op, "padLow", geometry.padLow, count, leastPad);
  checkPerAxis(op, "padHigh", geometry.padHigh, count, leastPad);
  if (inputDilation) checkPerAxis(op, "inputDilation", inputDilation, count, 1);
  const sizes = spatial.map((size, axis) => {
    const window = geometry.size[axis]!;
    const low = geometry.padLow[axis]!;
    const high = geometry.padHigh[axis]!;
    // Every window of a maximum must see at least one real entry, otherwise minus infinity comes out.
    if (op !== "sumPool" && (low >= window || high >= window)) {
      throw new ShapeError(
        `${op}: padding along spatial axis ${axis} (${low}, ${high}) must be smaller than the window (${window}).`,
      );
    }
    return slide(op, axis, dilatedSize(size, inputDilation?.[axis] ?? 1) + low + high, window, geometry.strides[axis]!);
  });
  return [input.shape[0]!, ...sizes, input.shape.at(-1)!];
}

export function inferConv(operation: OperationOf<"conv">, input: TensorType, kernel: TensorType): TensorType {
  const rank = input.shape.length;
  const count = rank - 2;
  if (count < 1) {
    throw new ShapeError(`conv: the input must be [batch, ...spatial, channels], but ${formatShape(input.shape)} came.`);
  }
  if (kernel.shape.length !== rank) {
    throw new ShapeError(
      `conv: an input ${formatShape(input.shape)} needs a kernel of ${rank} axes ([...window, channels, filters]), but ${formatShape(kernel.shape)} came.`,
    );
  }
  checkPerAxis("conv", "strides", operation.strides, count, 1);
  checkPerAxis("conv", "padLow", operation.padLow, count, Number.NEGATIVE_INFINITY);
  checkPerAxis("conv", "padHigh", operation.padHigh, count, Number.NEGATIVE_INFINITY);
  checkPerAxis("conv", "inputDilation", operation.inputDilation, count, 1);
  checkPerAxis("conv", "kernelDilation", operation.kernelDilation, count, 1);
  const { groups, batchGroups } = operation;
  checkPerAxis("conv", "groups and batchGroups", [groups, batchGroups], 2, 1);
  if (groups > 1 && batchGroups > 1) throw new ShapeError("conv: groups and batchGroups cannot both be above 1.");
  checkGroups(input.shape, kernel.shape, groups, batchGroups);
  const spatial = operation.strides.map((stride, axis) => {
    const available =
      dilatedSize(input.shape[axis + 1]!, operation.inputDilation[axis]!) + operation.padLow[axis]! + operation.padHigh[axis]!;
    return slide("conv", axis, available, dilatedSize(kernel.shape[axis]!, operation.kernelDilation[axis]!), stride);
  });
  return { dtype: input.dtype, shape: [input.shape[0]! / batchGroups, ...spatial, kernel.shape[rank - 1]!] };
}

function checkGroups(input: Shape, kernel: Shape, groups: number, batchGroups: number): void {
  const rank = input.length;
  const batch = input[0]!;
  const channels = input[rank - 1]!;
  const kernelChannels = kernel[rank - 2]!;
  const filters = kernel[rank - 1]!;
  if (kernelChannels * groups !== channels) {
    const split = groups > 1 ? ` in ${groups} groups` : "";
    throw new ShapeError(
      `conv: an input of ${channels} channels${split} needs a kernel of ${channels / groups} input channels, but the kernel ${formatShape(kernel)} has ${kernelChannels}.`,
    );
  }
  if (filters % groups !== 0) throw new ShapeError(`conv: ${filters} filters cannot be split in ${groups} groups.`);
  if (batch % batchGroups !== 0 || filters % batchGroups !== 0) {
    throw new ShapeError(`conv: a batch of ${batch} and ${filters} filters cannot both be split in ${batchGroups} batch groups.`);
  }
}
