/**
 * The engine's door: open a device for a target, give it tensors, compile a program against them, replay it.
 *
 * Everything is resolved by `compile`: kernels, buffers, pipelines, bind groups, dispatch sizes. A replay of K steps is one
 * submit of prebuilt dispatches in one compute pass; nothing is allocated, no bind group is made and nothing is awaited per step.
 */
import type { Program, TensorType } from "@downhill/ir";
import type { Plan, PlanLimits, PlanOptions } from "./plan.ts";
import type { TileTable } from "./tileTable.ts";

export type TargetName = "webgpu" | "reference";

/** Host side of a tensor: f32 is Float32Array, i32 Int32Array, u32 Uint32Array. Row-major. */
export type TensorValues = Float32Array | Int32Array | Uint32Array;

export interface DeviceInfo {
  readonly target: TargetName;
  /** What a person would call it, such as "WebGPU · Apple M3" or "Reference (f64, CPU)". */
  readonly label: string;
  /** True when the adapter computes on the CPU (SwiftShader, lavapipe, WARP). */
  readonly isSoftware: boolean;
  /** Stable key of adapter and driver, for the run's manifest. */
  readonly key: string;
  /** What was granted: plan with it. Undefined where nothing is limited. */
  readonly limits?: PlanLimits;
  /** What `compile` plans with where its options do not say otherwise. Undefined where nothing is planned for. */
  readonly planning?: Omit<PlanOptions, "maxStepsPerSubmit">;
}

/** A tensor that lives on the device from its creation to `dispose`. */
export interface DeviceTensor {
  readonly type: TensorType;
  /** Takes effect before any replay submitted later. Throws if the length differs. */
  write(values: TensorValues): void;
  /** The values after all replays submitted so far. */
  read(): Promise<TensorValues>;
  /** As `read` and `write` without rounding f32: only on a target that computes in double precision. */
  readExact?(): Float64Array | Int32Array | Uint32Array | Uint8Array;
  writeExact?(values: ArrayLike<number>): void;
  dispose(): void;
}

export interface CompileBindings {
  readonly states: Readonly<Record<string, DeviceTensor>>;
  readonly data: Readonly<Record<string, DeviceTensor>>;
}

export interface CompileOptions {
  /** Most steps that one `submit` may replay; sizes the step buffer and the series ring. Default 64. */
  readonly maxStepsPerSubmit?: number;
  /** Off computes every node by a kernel of its own: the control in tests. Default true. */
  readonly fusion?: boolean;
  /** Off keeps neighbouring threads from passing values to each other, where a device can. Default true. */
  readonly subgroups?: boolean;
  /** Off keeps to tiles that need no workgroup memory, and to what sizes suggest. Default true. */
  readonly staging?: boolean;
  /** Tiles measured on this adapter (`tuneTiles`). They change the order of summation: keep them with the run. */
  readonly tiles?: TileTable;
}

/** Values of the program's scalars: for each name one number per step, in double precision. */
export interface StepScalars {
  readonly steps: number;
  readonly values: Readonly<Record<string, readonly number[] | Float64Array>>;
}

export interface Submission {
  /** Settles when the device has done the steps; rejects with EngineError when it was lost. */
  readonly done: Promise<void>;
  /** For each series `steps` values. Read back asynchronously, one copy per submit; the loop need not await it. */
  readonly series: Promise<Readonly<Record<string, Float32Array>>>;
}

export interface Executable {
  readonly plan: Plan;
  /** Queues `scalars.steps` steps in one submit. At most 2 submissions should be in flight (await the older `done`). */
  submit(scalars: StepScalars): Submission;
  writeInput(name: string, values: TensorValues): void;
  readOutput(name: string): Promise<TensorValues>;
  dispose(): void;
}

export interface DeviceLoss {
  readonly reason: "destroyed" | "lost";
  readonly message: string;
  /** What its calls reject with. */
  readonly error?: EngineError;
}

export interface EngineDevice {
  readonly info: DeviceInfo;
  /** Settles once, when the device is gone. */
  readonly lost: Promise<DeviceLoss>;
  createTensor(type: TensorType, values?: TensorValues): DeviceTensor;
  /** Throws EngineError: a limit that would be exceeded (names the block and the number), a shader failure (names block and kernel). */
  compile(program: Program, bindings: CompileBindings, options?: CompileOptions): Promise<Executable>;
  dispose(): void;
}

/** `origin` is the block (or stage) the failing kernel serves, where one is known. */
export class EngineError extends Error {
  readonly code: "no-adapter" | "limit-exceeded" | "out-of-memory" | "shader-failed" | "device-lost" | "bad-binding" | "disposed";
  readonly origin: string | undefined;

  constructor(code: EngineError["code"], message: string, options: { origin?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "EngineError";
    this.code = code;
    this.origin = options.origin;
  }
}
