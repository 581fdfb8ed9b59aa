/** General contraction: both operands are brought to `[batch, rows, depth]` and `[batch, depth, columns]`, then multiplied. */
import { computeStrides, type TensorType } from "@downhill/ir";
import { compileCopy } from "./copyStrided.ts";
import { multiply } from "./gemm.ts";
import { getInput, type Kernel, type KernelRequest } from "./kernel.ts";
import { asFloats } from "./storage.ts";

interface Arranged {
  readonly values: Float64Array;
  readonly prepare: Kernel | undefined;
}

/** The operand with its axes in this order; a copy only where the order differs. */
function arrange(values: Float64Array, type: TensorType, order: readonly number[]): Arranged {
  const real = order.filter((axis) => type.shape[axis] !== 1);
  if (real.every((axis, place) => place === 0 || axis > real[place - 1]!)) return { values, prepare: undefined };
  const strides = computeStrides(type.shape);
  const shape = order.map((axis) => type.shape[axis]!);
  const turned = new Float64Array(values.length);
  const source = { storage: values, offset: 0, strides: order.map((axis) => strides[axis]!) };
  return { values: turned, prepare: compileCopy(shape, source, { storage: turned, offset: 0, strides: computeStrides(shape) }) };
}

export function compileDot({ operation, inputs, output }: KernelRequest<"dot">): Kernel {
  const left = getInput(inputs, 0);
  const right = getInput(inputs, 1);
  const { batch, contract } = operation;
  const free = (type: TensorType, place: 0 | 1) => {
    const taken = [...batch, ...contract].map((pair) => pair[place]);
    return type.shape.flatMap((_size, axis) => (taken.includes(axis) ? [] : [axis]));
  };
  const leftFree = free(left.type, 0);
  const rightFree = free(right.type, 1);
  const size = (type: TensorType, axes: readonly number[]) => axes.reduce((product, axis) => product * type.shape[axis]!, 1);
  const batches = batch.map((pair) => pair[0]);
  const depths = contract.map((pair) => pair[0]);
  const b = size(left.type, batches);
  const m = size(left.type, leftFree);
  const k = size(left.type, depths);
  const n = size(right.type, rightFree);
  const a = arrange(asFloats(left.storage), left.type, [...batches, ...leftFree, ...depths]);
  const bOrder = [...batch.map((pair) => pair[1]), ...contract.map((pair) => pair[1]), ...rightFree];
  const c = arrange(asFloats(right.storage), right.type, bOrder);
  const out = asFloats(output);
  const lefts = Array.from({ length: b }, (_, i) => ({ values: a.values, offset: i * m * k, rowStride: k }));
  const rights = Array.from({ length: b }, (_, i) => ({ values: c.values, offset: i * k * n, rowStride: n }));
  const results = Array.from({ length: b }, (_, i) => ({ values: out, offset: i * m * n, rowStride: n }));
  return () => {
    a.prepare?.();
    c.prepare?.();
    for (let i = 0; i < b; i++) multiply(m, n, k, lefts[i]!, rights[i]!, results[i]!);
  };
}
