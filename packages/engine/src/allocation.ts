/**
 * How many bytes the webgpu target allocates for what: the rules that the planner counts by and the executable allocates by, so
 * that memory is known exactly before any of it is taken.
 */
import { countElements, type TensorType } from "@downhill/ir";

/** Submits of one executable that may wait for their series at a time. */
export const stagingCount = 3;

/** The coarsest alignment of dynamic uniform offsets that a device may ask for. */
const rowAlignmentBytes = 256;

/** Kernels may see a buffer as an array of `vec4`, which ends at whole ones. */
export function padToVectors(sizeBytes: number): number {
  return Math.ceil(sizeBytes / 16) * 16;
}

export function countTensorBytes({ shape }: TensorType): number {
  return padToVectors(countElements(shape) * 4);
}

/** A step's row of `step_row`: the step's place in its submit, then the scalars, in vectors of four words. */
export function countRowBytes(scalarCount: number): number {
  return padToVectors((scalarCount + 1) * 4);
}

/** From one step's row to the next. */
export function countRowStrideBytes(scalarCount: number): number {
  return Math.ceil(countRowBytes(scalarCount) / rowAlignmentBytes) * rowAlignmentBytes;
}
