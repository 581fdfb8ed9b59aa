/** Small facts about tensor types: counting, printing, comparing. */
import type { DType, Operation, OperationName, Shape, TensorType } from "./program.ts";

/** The variant of `Operation` that `op` names. */
export type OperationOf<K extends OperationName> = Extract<Operation, { op: K }>;

/** A program that cannot be built: what came in and what is needed, in one sentence. */
export class ShapeError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ShapeError";
  }
}

/** Number of elements; 1 for a scalar. */
export function countElements(shape: Shape): number {
  let count = 1;
  for (const size of shape) count *= size;
  return count;
}

export function isSameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

export function isSameType(a: TensorType, b: TensorType): boolean {
  return a.dtype === b.dtype && isSameShape(a.shape, b.shape);
}

export function isInteger(dtype: DType): dtype is "i32" | "u32" {
  return dtype === "i32" || dtype === "u32";
}

/** `[32, 784]` */
export function formatShape(shape: Shape): string {
  return `[${shape.join(", ")}]`;
}

/** `f32[32, 784]` */
export function formatType(type: TensorType): string {
  return `${type.dtype}${formatShape(type.shape)}`;
}

/** Elements between neighbours along each axis of a row-major tensor. */
export function computeStrides(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

/** The shape both operands broadcast to under numpy's rule, or undefined when they do not fit. */
export function broadcastShapes(a: Shape, b: Shape): number[] | undefined {
  const rank = Math.max(a.length, b.length);
  const shape = new Array<number>(rank);
  for (let axis = 0; axis < rank; axis++) {
    const left = a[axis - rank + a.length] ?? 1;
    const right = b[axis - rank + b.length] ?? 1;
    if (left !== right && left !== 1 && right !== 1) return undefined;
    shape[axis] = left === 1 ? right : left;
  }
  return shape;
}
