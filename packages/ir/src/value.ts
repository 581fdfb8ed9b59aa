/** Handles of nodes under construction, and the options of the builder's methods. */
import type { TensorType, ValueId } from "./program.ts";

/** Handle of a node in the program under construction. */
export interface Value {
  readonly id: ValueId;
  readonly type: TensorType;
}

export type Operand = Value | number;

/** Convolution settings: arrays have one entry per spatial axis; dilations default to 1, groups to 1. */
export interface ConvOptions {
  readonly strides: readonly number[];
  readonly padLow: readonly number[];
  readonly padHigh: readonly number[];
  readonly inputDilation?: readonly number[];
  readonly kernelDilation?: readonly number[];
  readonly groups?: number;
  readonly batchGroups?: number;
}

export interface DotAxes {
  readonly batch?: readonly (readonly [left: number, right: number])[];
  readonly contract: readonly (readonly [left: number, right: number])[];
}

export interface FinishOptions {
  /** New value of each state that changes in the step. */
  readonly updates?: Readonly<Record<string, Value>>;
  /** f32 scalars recorded at every step, in this order. */
  readonly series?: Readonly<Record<string, Value>>;
  /** Tensors the host may read after a replay. */
  readonly outputs?: Readonly<Record<string, Value>>;
  /** Off keeps every node as written: the control in tests. Default true. */
  readonly simplify?: boolean;
}

/** Replaces the gradient that differentiation would derive: see `ProgramBuilder.customGradient`. */
export interface CustomGradient {
  readonly inputs: readonly Value[];
  readonly rule: (gradient: Value, output: Value) => readonly (Value | undefined)[];
}
