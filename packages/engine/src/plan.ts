/**
 * The plan: everything a target needs to run a program, as plain data that can be stored, sent and drawn.
 *
 * `program` is the program as planned (dead nodes dropped, copies made explicit); all value ids of the plan name its nodes.
 */
import type { DType, Program, Shape, ValueId } from "@downhill/ir";
import type { TileTable } from "./tileTable.ts";

export type BufferId = number;

export type BufferCategory = "state" | "data" | "input" | "activation" | "output" | "series";

export interface PlanBuffer {
  readonly id: BufferId;
  readonly category: BufferCategory;
  /** Name of the state, datum or input; for activations what lives here, for people. */
  readonly name: string;
  readonly sizeBytes: number;
}

/** Where the elements of a value stand: `offset + sum(index * stride)`, in elements of 4 bytes. */
export interface Placement {
  readonly buffer: BufferId;
  readonly offset: number;
  readonly strides: readonly number[];
}

/** What a kernel writes. The series place is row `step` of the ring, column `series`. */
export type Store =
  | { readonly kind: "memory"; readonly value: ValueId; readonly placement: Placement }
  | { readonly kind: "series"; readonly value: ValueId; readonly series: number };

/**
 * How the work of a part is laid over threads.
 * - `elementwise`: a thread computes `width` neighbouring elements of the outputs (all have the same number of elements).
 * - `rows`: a row is one choice of the axes that `reduced` keeps, its elements are those of the axes it reduces. One thread
 *   serves a row, or a whole workgroup if `cooperative`; with `sharing` "quad" four neighbours add up among themselves first.
 * - `tiles`: contraction or convolution; a thread computes `threadRows x threadColumns` results and loads its own operands.
 *   With `sharing` "quad" four neighbouring threads have their rows in common: each loads a quarter of the left operand.
 * - `staged`: contraction or convolution; a workgroup computes `tileRows x tileColumns` results. It brings `tileDepth` terms of
 *   both operands to workgroup memory at a time, from where each thread takes what its own results need.
 */
export type Schedule =
  | { readonly kind: "elementwise"; readonly width: number }
  | { readonly kind: "rows"; readonly reduced: ValueId; readonly cooperative: boolean; readonly sharing: "none" | "quad" }
  | {
      readonly kind: "tiles";
      readonly core: ValueId;
      readonly sharing: "none" | "quad";
      readonly threadRows: number;
      readonly threadColumns: number;
      /** Axes that are summed over, outermost loop first. */
      readonly order: readonly number[];
      /** Copies of the innermost work per axis that is summed over; the size of the axis where it is unrolled completely. */
      readonly unroll: readonly number[];
    }
  | ({ readonly kind: "staged"; readonly core: ValueId } & StagedTile);

/** Sizes of a tile that goes through workgroup memory; threads divide it evenly. */
export interface StagedTile {
  readonly tileRows: number;
  readonly tileColumns: number;
  readonly tileDepth: number;
  readonly threadRows: number;
  readonly threadColumns: number;
}

/** One computation inside a kernel. Parts of a kernel are independent and share one dispatch. */
export interface KernelPart {
  /** Values computed in registers by this part, in order of their ids; everything else it reads from memory. */
  readonly computes: readonly ValueId[];
  readonly stores: readonly Store[];
  readonly schedule: Schedule;
  readonly workgroups: number;
}

export interface PlanBinding {
  readonly buffer: BufferId;
  readonly access: "read" | "read_write";
  readonly dtype: "f32" | "i32" | "u32";
}

export interface PlanKernel {
  readonly id: number;
  /** For people and error messages, such as "dot+add+max". */
  readonly name: string;
  /** Blocks or stages it serves, most important first. */
  readonly origins: readonly string[];
  readonly parts: readonly KernelPart[];
  readonly workgroupSize: number;
  /** Dispatch size. */
  readonly workgroups: readonly [x: number, y: number];
  readonly bindings: readonly PlanBinding[];
  readonly usesScalars: boolean;
  readonly flops: number;
  /** Bytes read and written once each; re-reads by neighbouring threads are not counted. */
  readonly trafficBytes: number;
  /** Why it was not fused further, and which schedule was chosen. */
  readonly notes: readonly string[];
}

/** Bytes on the device, exactly as they are allocated (each buffer rounded up to 16 bytes). */
export interface PlanMemory {
  /** Bound tensors: those of all states and data that the program declares. */
  readonly stateBytes: number;
  readonly dataBytes: number;
  readonly inputBytes: number;
  /** Activations and temporaries: the slots as allocated. */
  readonly activationBytes: number;
  readonly outputBytes: number;
  /** The ring that steps write their series to. */
  readonly seriesBytes: number;
  /** Rows of per-step scalars, and the copies of the ring that the host reads. */
  readonly stagingBytes: number;
  readonly totalBytes: number;
  /** The largest single buffer, and what it holds. */
  readonly largestBufferBytes: number;
  readonly largestBufferName: string;
}

export interface PlanScalar {
  readonly name: string;
  readonly dtype: Exclude<DType, "bool">;
}

export interface PlanOutput {
  readonly name: string;
  readonly value: ValueId;
  readonly dtype: Exclude<DType, "bool">;
  readonly shape: Shape;
  readonly placement: Placement;
}

export interface Plan {
  readonly program: Program;
  readonly kernels: readonly PlanKernel[];
  readonly buffers: readonly PlanBuffer[];
  /** Where each value that lives in memory is read from. */
  readonly placements: Readonly<Record<ValueId, Placement>>;
  /** Words of a step's row in the order listed; word 0 of the row is the step's place in its submit. */
  readonly scalars: readonly PlanScalar[];
  readonly series: readonly string[];
  readonly outputs: readonly PlanOutput[];
  readonly maxStepsPerSubmit: number;
  readonly memory: PlanMemory;
  readonly flopsPerStep: number;
}

/** What the planner must know of the device. */
export interface PlanLimits {
  readonly maxStorageBuffersPerShaderStage: number;
  readonly maxStorageBufferBindingSize: number;
  readonly maxBufferSize: number;
  readonly maxComputeWorkgroupStorageSize: number;
  readonly maxComputeInvocationsPerWorkgroup: number;
  readonly maxComputeWorkgroupsPerDimension: number;
}

/** What every WebGPU adapter grants. */
export const specDefaultLimits: PlanLimits = {
  maxStorageBuffersPerShaderStage: 8,
  maxStorageBufferBindingSize: 134_217_728,
  maxBufferSize: 268_435_456,
  maxComputeWorkgroupStorageSize: 16_384,
  maxComputeInvocationsPerWorkgroup: 256,
  maxComputeWorkgroupsPerDimension: 65_535,
};

export interface PlanOptions {
  readonly limits: PlanLimits;
  /** True when the adapter computes on the CPU: barriers are dear there, many threads are of no use. */
  readonly isSoftware: boolean;
  /** True when neighbouring threads may pass values to each other (feature "subgroups", switched on for the device). */
  readonly hasSubgroups?: boolean;
  /** What the adapter calls itself, for the table of tiles that come with the engine. */
  readonly adapter?: string;
  /** Tiles that were measured on this adapter; they go before all others. */
  readonly tiles?: TileTable;
  readonly fusion: boolean;
  readonly maxStepsPerSubmit: number;
}
