/** The webgpu target: a GPUDevice behind the engine's door. Works with `navigator.gpu` and with Dawn's `gpu` in Node. */
import { formatType, type Program, type TensorType } from "@downhill/ir";
import { countTensorBytes } from "../../allocation.ts";
import type { CompileBindings, CompileOptions, DeviceInfo, DeviceLoss, EngineDevice, TensorValues } from "../../device.ts";
import { EngineError } from "../../device.ts";
import { formatBytes } from "../../formatBytes.ts";
import type { PlanLimits, PlanOptions } from "../../plan.ts";
import { planProgram } from "../../planProgram.ts";
import { type GrantedDevice, requestDevice } from "./adapter.ts";
import { DeviceLife } from "./deviceLife.ts";
import { openExecutable, type WebgpuExecutable } from "./executable.ts";
import { PipelineCache } from "./pipelines.ts";
import { WebgpuTensor } from "./tensor.ts";

export interface OpenWebgpuOptions {
  readonly gpu: GPU;
  /** Plan with less than the adapter has, such as the least that every device grants. */
  readonly limits?: Partial<PlanLimits>;
  /** Off where the self-test found fused kernels wrong. Default true. */
  readonly fusion?: boolean;
  /** Off where it found subgroups wrong. Default true. */
  readonly subgroups?: boolean;
  /** Off where it found tiles in workgroup memory wrong. Default true. */
  readonly staging?: boolean;
}

/** Throws EngineError "no-adapter" where WebGPU has nothing to offer. */
export async function openWebgpuDevice({
  gpu,
  limits,
  fusion = true,
  subgroups = true,
  staging = true,
}: OpenWebgpuOptions): Promise<EngineDevice> {
  const granted = await requestDevice(gpu, limits);
  return new WebgpuDevice(granted, { fusion, subgroups, staging });
}

/** Ways to write code that may be used. */
type CodeVariants = Readonly<Record<"fusion" | "subgroups" | "staging", boolean>>;

class WebgpuDevice implements EngineDevice {
  readonly info: DeviceInfo;
  readonly lost: Promise<DeviceLoss>;
  readonly #life: DeviceLife;
  readonly #limits: PlanLimits;
  readonly #pipelines: PipelineCache;
  readonly #planning: Omit<PlanOptions, "maxStepsPerSubmit"> & { readonly hasSubgroups: boolean };

  constructor({ device, info, limits, hasSubgroups }: GrantedDevice, variants: CodeVariants) {
    const { fusion, subgroups, staging } = variants;
    // Tiles in workgroup memory are only ever chosen by a table: the shipped one of the adapter, or a measured one.
    const table = staging ? { adapter: info.key } : {};
    this.#planning = { limits, isSoftware: info.isSoftware, hasSubgroups: hasSubgroups && subgroups, fusion, ...table };
    this.info = { ...info, limits, planning: this.#planning };
    this.#life = new DeviceLife(device);
    this.lost = this.#life.lost;
    this.#limits = limits;
    this.#pipelines = new PipelineCache(this.#life);
  }

  createTensor(type: TensorType, values?: TensorValues): WebgpuTensor {
    this.#life.checkAlive();
    if (type.dtype === "bool") throw new EngineError("bad-binding", "A tensor cannot hold bool; use u32.");
    const most = Math.min(this.#limits.maxBufferSize, this.#limits.maxStorageBufferBindingSize);
    const sizeBytes = countTensorBytes(type);
    if (sizeBytes > most) {
      throw new EngineError(
        "limit-exceeded",
        `A tensor of type ${formatType(type)} needs ${formatBytes(sizeBytes)} in one piece, but this device allows ${formatBytes(most)}.`,
      );
    }
    return new WebgpuTensor(this.#life, type, values);
  }

  async compile(program: Program, bindings: CompileBindings, options: CompileOptions = {}): Promise<WebgpuExecutable> {
    this.#life.checkAlive();
    const { adapter, ...planning } = this.#planning;
    // Both go where tiles in workgroup memory may not be used.
    const tables = adapter === undefined ? {} : { adapter, ...(options.tiles === undefined ? {} : { tiles: options.tiles }) };
    const plan = planProgram(program, {
      ...planning,
      isSoftware: this.info.isSoftware,
      hasSubgroups: planning.hasSubgroups && (options.subgroups ?? true),
      ...((options.staging ?? true) ? tables : {}),
      fusion: planning.fusion && (options.fusion ?? true),
      maxStepsPerSubmit: options.maxStepsPerSubmit ?? 64,
    });
    return openExecutable(this.#life, this.#pipelines, plan, bindings);
  }

  dispose(): void {
    this.#life.end();
    this.#life.device.destroy();
  }
}
