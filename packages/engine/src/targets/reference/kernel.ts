/** What a kernel of the reference target is: a function compiled for one node, with its arrays bound. */
import type { OperationName, OperationOf, TensorType } from "@downhill/ir";
import type { Storage } from "./storage.ts";

/** One operand: with `stride` 0 its array has one element that stands for all (elementwise kernels only). */
export interface Operand {
  readonly storage: Storage;
  readonly type: TensorType;
  readonly stride: 0 | 1;
}

export interface KernelRequest<K extends OperationName> {
  readonly operation: OperationOf<K>;
  readonly inputs: readonly Operand[];
  readonly output: Storage;
  readonly type: TensorType;
}

/** Computes the node's value from its operands' present values. */
export type Kernel = () => void;

export type KernelCompiler<K extends OperationName> = (request: KernelRequest<K>) => Kernel;

export function getInput(inputs: readonly Operand[], index: number): Operand {
  const input = inputs[index];
  if (!input) throw new RangeError(`Operand ${index} is missing.`);
  return input;
}
