/**
 * What a tensor program is: a list of nodes in static single assignment form, every shape known.
 *
 * A program describes ONE training (or evaluation, or prediction) step. The engine replays it; whatever changes from step
 * to step comes in through `scalars` (a few numbers per step, computed by the host in double precision) or lives in
 * `states`. This file holds data types only. Rules that give meaning to the operations stand beside it, one table each:
 * `shapeRules.ts`, `gradientRules.ts`, and in the engine the generators of each target.
 *
 * To add an operation:
 * 1. add its variant to `Operation` below, with a comment that settles axes, padding, ties and what lies outside;
 * 2. give it a shape rule (`shapeRules.ts`) and a case in `shapeRules.test.ts`;
 * 3. give it a gradient rule (`gradientRules.ts`), built from operations that exist, or `none`;
 * 4. give it a method on `ProgramBuilder`, and its cost in `cost.ts` where it computes;
 * 5. give it a kernel on the reference target (`engine/src/targets/reference/kernels.ts`), a test against its definition
 *    written as plain loops (`operations.test.ts`) and a case in `gradients.test.ts`, which fails until there is one;
 * 6. give it its code on every other target; add it to `engine/src/testing/randomPrograms.ts`, so that random programs meet it.
 * The compiler names every table that lacks it. Think first whether it can be composed (`composites.ts`): that costs one file.
 */

/** Element type. `bool` exists only between nodes; it is never a state, datum, input, output or series. */
export type DType = "f32" | "i32" | "u32" | "bool";

/** Sizes of the axes, row-major; `[]` is a scalar. Every size is at least 1. */
export type Shape = readonly number[];

export interface TensorType {
  readonly dtype: DType;
  readonly shape: Shape;
}

/** Position of a node in `Program.nodes`. A node only reads nodes before it. */
export type ValueId = number;

export type UnaryOperator =
  | "neg" | "abs" | "sign" | "floor" | "exp" | "log" | "sqrt" | "rsqrt" | "sin" | "cos" | "tanh" | "erf" | "not";

/**
 * `mod`, `and`, `or`, `xor`, `shl`, `shr` take integers (and/or/xor also bool). `eq`, `lt`, `le` give bool.
 * Integers wrap around; `div` truncates and `mod` has the sign of the dividend, with x div 0 = x and x mod 0 = 0 (as in WGSL);
 * shift distances count modulo 32.
 */
export type BinaryOperator =
  | "add" | "sub" | "mul" | "div" | "pow" | "min" | "max"
  | "mod" | "and" | "or" | "xor" | "shl" | "shr"
  | "eq" | "lt" | "le";

export type ReduceOperator = "sum" | "max" | "min";

/** Window over the spatial axes of `[N, ...spatial, C]`; arrays have one entry per spatial axis. */
export interface WindowGeometry {
  readonly size: readonly number[];
  readonly strides: readonly number[];
  readonly padLow: readonly number[];
  readonly padHigh: readonly number[];
}

/**
 * The primitives. Operands of elementwise operations have equal shapes (the builder inserts `expand`).
 * Every operation is deterministic; random numbers are a function of their counters.
 */
export type Operation =
  // Leaves
  | { readonly op: "state"; readonly name: string }
  | { readonly op: "data"; readonly name: string }
  | { readonly op: "input"; readonly name: string }
  | { readonly op: "scalar"; readonly name: string }
  | { readonly op: "constant"; readonly value: number }
  | { readonly op: "iota"; readonly axis: number }
  // Elementwise
  | { readonly op: "unary"; readonly operator: UnaryOperator }
  | { readonly op: "binary"; readonly operator: BinaryOperator }
  /** inputs: condition (bool), value if true, value if false */
  | { readonly op: "select" }
  | { readonly op: "cast" }
  | { readonly op: "bitcast" }
  /** Threefry-2x32-20. inputs: key (u32 scalar), counter (u32 scalar). Element i is word 0 of f(key=(key, stream), counter=(i, counter)). */
  | { readonly op: "randomBits"; readonly stream: number }
  /** inputs: position (u32), key (u32 scalar). A keyed bijection of 0..count-1 (see `permuteIndex.ts`); positions >= count are taken modulo count first. */
  | { readonly op: "permuteIndex"; readonly count: number }
  // Movement
  | { readonly op: "reshape" }
  | { readonly op: "permute"; readonly axes: readonly number[] }
  /** Repeats axes of size 1; the rank stays. */
  | { readonly op: "expand" }
  | { readonly op: "slice"; readonly starts: readonly number[]; readonly strides: readonly number[] }
  | { readonly op: "pad"; readonly low: readonly number[]; readonly high: readonly number[]; readonly value: number }
  | { readonly op: "flip"; readonly axes: readonly number[] }
  | { readonly op: "concat"; readonly axis: number }
  /** Flattens every input into one vector of the node's length at `offsets[i]` (elements); gaps are 0. */
  | { readonly op: "pack"; readonly offsets: readonly number[] }
  // Reductions: the axes disappear
  | { readonly op: "reduce"; readonly operator: ReduceOperator; readonly axes: readonly number[] }
  /** i32 place of the first maximum along the axis, which disappears. */
  | { readonly op: "argmax"; readonly axis: number }
  // Contractions
  /** Output axes: batch axes as listed, free axes of the left, free axes of the right (free axes in operand order). */
  | {
      readonly op: "dot";
      readonly batch: readonly (readonly [left: number, right: number])[];
      readonly contract: readonly (readonly [left: number, right: number])[];
    }
  /**
   * Cross-correlation. inputs: `[N, ...spatial, C]`, kernel `[...window, C/groups, F]`; output `[N, ...spatial', F]`.
   * `inputDilation` inserts zeros between input entries, `kernelDilation` between kernel entries. Padding may be negative
   * (it then crops). With `batchGroups` g > 1, N and F are split in g runs and run i of N meets run i of F only
   * (output `[N/g, ...spatial', F]`): the filter gradient of a grouped convolution.
   */
  | {
      readonly op: "conv";
      readonly strides: readonly number[];
      readonly padLow: readonly number[];
      readonly padHigh: readonly number[];
      readonly inputDilation: readonly number[];
      readonly kernelDilation: readonly number[];
      readonly groups: number;
      readonly batchGroups: number;
    }
  // Windows
  /** Maximum per window; padding counts as minus infinity. */
  | ({ readonly op: "maxPool" } & WindowGeometry)
  /** i32: place of the first maximum inside its window, row-major over the window. */
  | ({ readonly op: "maxPoolPlace" } & WindowGeometry)
  /** inputs: places, gradient of the pool's output. Output has the pool's input shape. */
  | ({ readonly op: "maxPoolGradient" } & WindowGeometry)
  /** Sum per window; padding counts as 0. `inputDilation` as in conv (its gradient needs it). */
  | ({ readonly op: "sumPool"; readonly inputDilation: readonly number[] } & WindowGeometry)
  // Indexing
  /** inputs: table `[R, ...rest]`, places (i32 or u32, any shape). Output `[...places, ...rest]`. Places are clamped into 0..R-1. */
  | { readonly op: "gather" }
  /** inputs: places, updates `[...places, ...rest]`. Output `[R, ...rest]`: rows that name the same place add up, in order. Places are clamped as in gather (whose gradient it is). */
  | { readonly op: "scatterAdd" };

export type OperationName = Operation["op"];

export interface Node {
  readonly operation: Operation;
  readonly inputs: readonly ValueId[];
  readonly type: TensorType;
  /** What the node serves, for messages and pictures: a block id, or a stage such as "loss" or "optimizer". */
  readonly origin?: string;
}

export interface NamedValue {
  readonly name: string;
  readonly value: ValueId;
}

export interface Program {
  readonly nodes: readonly Node[];
  /** Tensors that live from step to step (f32, i32 or u32). */
  readonly states: Readonly<Record<string, TensorType>>;
  /** Read-only tensors that stay on the device, such as a subset of the dataset. */
  readonly data: Readonly<Record<string, TensorType>>;
  /** Tensors the host writes before a replay, such as the rows to predict. */
  readonly inputs: Readonly<Record<string, TensorType>>;
  /** Numbers that the host supplies for every step: learning rate, bias correction, batch start, seeds. */
  readonly scalars: Readonly<Record<string, "f32" | "i32" | "u32">>;
  /** At the end of the step each named state takes the value; all nodes of the step have read the old state. */
  readonly updates: readonly NamedValue[];
  /** f32 scalars recorded at every step, in order of `name` as listed. */
  readonly series: readonly NamedValue[];
  /** Tensors that the host may read after the last step of a replay. */
  readonly outputs: readonly NamedValue[];
}
