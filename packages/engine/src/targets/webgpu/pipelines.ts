/** Compiles kernels to pipelines: in parallel, equal text once per device as long as it was used lately. */
import { EngineError } from "../../device.ts";
import type { Plan, PlanBinding, PlanKernel } from "../../plan.ts";
import type { DeviceLife } from "./deviceLife.ts";
import { writeKernel } from "./kernelCode.ts";
import { GPU_STAGE_COMPUTE } from "./tensor.ts";

export interface CompiledKernel {
  readonly pipeline: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
  /** Where each binding begins in its buffer. */
  readonly offsetsBytes: readonly number[];
}

/** A page that edits models for hours would otherwise keep every kernel of all of them. Executables hold their own. */
const mostPipelines = 600;

export class PipelineCache {
  readonly #life: DeviceLife;
  readonly #pipelines = new Map<string, Promise<GPUComputePipeline>>();
  readonly #layouts = new Map<string, GPUBindGroupLayout>();
  readonly stepLayout: GPUBindGroupLayout;

  constructor(life: DeviceLife) {
    this.#life = life;
    this.stepLayout = life.device.createBindGroupLayout({
      label: "step row",
      entries: [{ binding: 0, visibility: GPU_STAGE_COMPUTE, buffer: { type: "uniform", hasDynamicOffset: true } }],
    });
  }

  compile(plan: Plan): Promise<CompiledKernel[]> {
    return Promise.all(plan.kernels.map((kernel) => this.#compileKernel(plan, kernel)));
  }

  async #compileKernel(plan: Plan, kernel: PlanKernel): Promise<CompiledKernel> {
    const { text: code, offsetsBytes } = writeKernel(plan, kernel);
    const layout = this.#layoutOf(kernel.bindings);
    // Binding types are part of the text, so the text names the pipeline.
    let pipeline = this.#pipelines.get(code);
    if (pipeline === undefined) {
      const created = this.#createPipeline(code, kernel, layout);
      created.catch(() => {
        if (this.#pipelines.get(code) === created) this.#pipelines.delete(code);
      });
      pipeline = created;
    }
    this.#keep(code, pipeline);
    return { pipeline: await this.#life.orLost(pipeline), layout, offsetsBytes };
  }

  /** In order of last use. */
  #keep(code: string, pipeline: Promise<GPUComputePipeline>): void {
    this.#pipelines.delete(code);
    this.#pipelines.set(code, pipeline);
    for (const oldest of this.#pipelines.keys()) {
      if (this.#pipelines.size <= mostPipelines) return;
      this.#pipelines.delete(oldest);
    }
  }

  async #createPipeline(code: string, kernel: PlanKernel, layout: GPUBindGroupLayout): Promise<GPUComputePipeline> {
    const { device } = this.#life;
    const layouts = kernel.usesScalars ? [layout, this.stepLayout] : [layout];
    // The scope keeps a rejected module from counting as a failure of the device; the pipeline's rejection tells the rest.
    device.pushErrorScope("validation");
    const module = device.createShaderModule({ label: kernel.name, code });
    const rejected = device.popErrorScope().catch(() => null);
    try {
      return await device.createComputePipelineAsync({
        label: kernel.name,
        layout: device.createPipelineLayout({ bindGroupLayouts: layouts }),
        compute: { module, entryPoint: "main" },
      });
    } catch (cause) {
      await rejected;
      this.#life.checkAlive();
      const { messages } = await this.#life.orLost(module.getCompilationInfo());
      const first = messages.find(({ type }) => type === "error");
      const lines = code.split("\n");
      const where =
        first === undefined ? "" : ` Line ${first.lineNum}: ${first.message} In: ${(lines[first.lineNum - 1] ?? "").trim()}`;
      const origin = kernel.origins[0];
      throw new EngineError(
        "shader-failed",
        `The GPU does not accept kernel "${kernel.name}"${origin === undefined ? "" : ` of "${origin}"`}.${where || ` ${String(cause)}`}`,
        { origin, cause },
      );
    }
  }

  #layoutOf(bindings: readonly PlanBinding[]): GPUBindGroupLayout {
    const key = bindings.map(({ access }) => access).join();
    let layout = this.#layouts.get(key);
    if (layout === undefined) {
      layout = this.#life.device.createBindGroupLayout({
        entries: bindings.map(({ access }, binding) => ({
          binding,
          visibility: GPU_STAGE_COMPUTE,
          buffer: { type: access === "read" ? "read-only-storage" : "storage" },
        })),
      });
      this.#layouts.set(key, layout);
    }
    return layout;
  }
}
