/**
 * Replays a plan. Everything is made in `openExecutable`; a submit of K steps is one upload of the step rows, one compute pass
 * with K times the dispatches, one copy of the series ring, and one map that nobody has to await.
 */
import type { Program } from "@downhill/ir";
import { countRowBytes, countRowStrideBytes, padToVectors, stagingCount } from "../../allocation.ts";
import { checkBindings } from "../../checkBindings.ts";
import {
  type CompileBindings,
  type DeviceTensor,
  EngineError,
  type Executable,
  type StepScalars,
  type Submission,
  type TensorValues,
} from "../../device.ts";
import { formatBytes } from "../../formatBytes.ts";
import type { Plan, PlanBuffer } from "../../plan.ts";
import { type DeviceLife, watchAllocation } from "./deviceLife.ts";
import type { CompiledKernel, PipelineCache } from "./pipelines.ts";
import {
  checkValues,
  GPU_COPY_DST,
  GPU_COPY_SRC,
  GPU_MAP_MODE_READ,
  GPU_MAP_READ,
  GPU_STORAGE,
  GPU_UNIFORM,
  readBuffer,
  toValues,
  WebgpuTensor,
} from "./tensor.ts";

interface Dispatch {
  readonly pipeline: GPUComputePipeline;
  readonly bindGroup: GPUBindGroup;
  readonly x: number;
  readonly y: number;
}

interface Resources {
  readonly dispatches: readonly Dispatch[];
  readonly buffers: readonly GPUBuffer[];
  /** Buffers made here rather than bound. */
  readonly owned: GPUBuffer[];
  readonly rowBuffer: GPUBuffer;
  readonly rowBindGroup: GPUBindGroup;
  readonly rowStrideBytes: number;
  readonly stagings: GPUBuffer[];
}

export async function openExecutable(
  life: DeviceLife,
  pipelines: PipelineCache,
  plan: Plan,
  bindings: CompileBindings,
): Promise<WebgpuExecutable> {
  const bound = bindTensors(life, plan.program, bindings);
  const allocated = Promise.all(Array.from(bound.values(), (tensor) => tensor.allocated));
  const [compiled] = await Promise.all([pipelines.compile(plan), allocated]);
  return new WebgpuExecutable(life, plan, await allocate({ life, pipelines, plan, bound, compiled }));
}

interface Allocation {
  readonly life: DeviceLife;
  readonly pipelines: PipelineCache;
  readonly plan: Plan;
  readonly bound: ReadonlyMap<string, WebgpuTensor>;
  readonly compiled: readonly CompiledKernel[];
}

/** All or nothing: what was made before a failure is freed. */
async function allocate({ life, pipelines, plan, bound, compiled }: Allocation): Promise<Resources> {
  const { device } = life;
  const owned: GPUBuffer[] = [];
  const create = (label: string, size: number, usage: number): GPUBuffer => {
    const buffer = device.createBuffer({ label, size, usage });
    owned.push(buffer);
    return buffer;
  };
  const createAll = (): Resources => {
    const buffers = plan.buffers.map((buffer) => {
      const tensor = bound.get(`${buffer.category}:${buffer.name}`);
      return tensor?.buffer ?? create(buffer.name, padToVectors(buffer.sizeBytes), usageOf(buffer));
    });
    const rowStrideBytes = countRowStrideBytes(plan.scalars.length);
    const rowBuffer = create("step rows", rowStrideBytes * plan.maxStepsPerSubmit, GPU_UNIFORM | GPU_COPY_DST);
    const rowBindGroup = device.createBindGroup({
      layout: pipelines.stepLayout,
      entries: [{ binding: 0, resource: { buffer: rowBuffer, size: countRowBytes(plan.scalars.length) } }],
    });
    const dispatches = plan.kernels.map((kernel, place): Dispatch => {
      const { pipeline, layout, offsetsBytes } = compiled[place]!;
      const entries = kernel.bindings.map(({ buffer }, binding) => ({
        binding,
        resource: { buffer: buffers[buffer]!, offset: offsetsBytes[binding]! },
      }));
      const [x, y] = kernel.workgroups;
      return { pipeline, bindGroup: device.createBindGroup({ label: kernel.name, layout, entries }), x, y };
    });
    const stagings: GPUBuffer[] = [];
    if (plan.series.length > 0) {
      for (let i = 0; i < stagingCount; i++)
        stagings.push(create("series staging", seriesBytes(plan), GPU_MAP_READ | GPU_COPY_DST));
    }
    return { dispatches, buffers, owned, rowBuffer, rowBindGroup, rowStrideBytes, stagings };
  };
  try {
    const { result, outOfMemory, invalid } = await watchAllocation(life, createAll);
    if (outOfMemory !== null) throw new EngineError("out-of-memory", describeShortage(plan), { cause: outOfMemory });
    if (invalid !== null) {
      throw new EngineError("shader-failed", `The GPU rejects the plan: ${invalid.message}`, { cause: invalid });
    }
    return result;
  } catch (error) {
    for (const buffer of owned) buffer.destroy();
    throw error;
  }
}

function describeShortage({ memory, buffers }: Plan): string {
  const activations = buffers.filter(({ category }) => category === "activation");
  const largest = activations.reduce<PlanBuffer | undefined>(
    (most, buffer) => (most === undefined || buffer.sizeBytes > most.sizeBytes ? buffer : most),
    undefined,
  );
  const most = largest === undefined ? "" : `, the most for "${largest.name}" (${formatBytes(largest.sizeBytes)})`;
  return (
    `The GPU has no room for this program: it needs ${formatBytes(memory.totalBytes)}, ` +
    `of it ${formatBytes(memory.activationBytes)} for activations${most}. A smaller batch needs less.`
  );
}

function usageOf({ category }: PlanBuffer): number {
  if (category === "input") return GPU_STORAGE | GPU_COPY_DST;
  if (category === "output" || category === "series") return GPU_STORAGE | GPU_COPY_SRC;
  return GPU_STORAGE;
}

function seriesBytes(plan: Plan): number {
  return plan.series.length * plan.maxStepsPerSubmit * 4;
}

function bindTensors(life: DeviceLife, program: Program, bindings: CompileBindings): Map<string, WebgpuTensor> {
  checkBindings(program, bindings);
  const bound = new Map<string, WebgpuTensor>();
  const bind = (kind: "state" | "data", name: string, tensor: DeviceTensor | undefined): void => {
    if (!(tensor instanceof WebgpuTensor) || !tensor.belongsTo(life)) {
      throw new EngineError("bad-binding", `The tensor bound to the ${kind} "${name}" belongs to another device.`);
    }
    if (tensor.isDisposed) throw new EngineError("bad-binding", `The tensor bound to the ${kind} "${name}" was disposed.`);
    bound.set(`${kind}:${name}`, tensor);
  };
  for (const name of Object.keys(program.states)) bind("state", name, bindings.states[name]);
  for (const name of Object.keys(program.data)) bind("data", name, bindings.data[name]);
  return bound;
}

export class WebgpuExecutable implements Executable {
  readonly plan: Plan;
  readonly #life: DeviceLife;
  readonly #resources: Resources;
  readonly #words: Uint32Array<ArrayBuffer>;
  readonly #floats: Float32Array;
  readonly #signed: Int32Array;
  #isDisposed = false;
  #isFirstSubmit = true;

  constructor(life: DeviceLife, plan: Plan, resources: Resources) {
    this.plan = plan;
    this.#life = life;
    this.#resources = resources;
    this.#words = new Uint32Array((resources.rowStrideBytes / 4) * plan.maxStepsPerSubmit);
    this.#floats = new Float32Array(this.#words.buffer);
    this.#signed = new Int32Array(this.#words.buffer);
  }

  submit(scalars: StepScalars): Submission {
    this.#checkUsable();
    const { device } = this.#life;
    const { rowBuffer, rowStrideBytes, stagings } = this.#resources;
    const { steps } = scalars;
    this.#writeRows(scalars);
    // Only the first replay is watched: a kernel that validation rejects would fail there.
    const isWatched = this.#isFirstSubmit;
    this.#isFirstSubmit = false;
    if (isWatched) device.pushErrorScope("validation");
    device.queue.writeBuffer(rowBuffer, 0, this.#words, 0, (rowStrideBytes / 4) * steps);

    const encoder = device.createCommandEncoder();
    this.#encodeSteps(encoder, steps);
    const width = this.plan.series.length;
    const staging = width === 0 ? undefined : (stagings.pop() ?? this.#addStaging());
    if (staging !== undefined) {
      const ring = this.plan.buffers.find(({ category }) => category === "series")!;
      encoder.copyBufferToBuffer(this.#resources.buffers[ring.id]!, 0, staging, 0, width * steps * 4);
    }
    device.queue.submit([encoder.finish()]);

    const watched = isWatched ? this.#popScope() : undefined;
    const finished = this.#life.orLost(device.queue.onSubmittedWorkDone());
    const done = watched === undefined ? finished : Promise.all([finished, watched]).then(() => {});
    const series = staging === undefined ? done.then(() => ({})) : this.#readSeries(staging, steps);
    // The caller may drop either promise.
    done.catch(() => {});
    series.catch(() => {});
    return { done, series };
  }

  #encodeSteps(encoder: GPUCommandEncoder, steps: number): void {
    const { dispatches, rowBindGroup, rowStrideBytes } = this.#resources;
    const pass = encoder.beginComputePass();
    let current: GPUComputePipeline | undefined;
    for (let step = 0; step < steps; step++) {
      pass.setBindGroup(1, rowBindGroup, [step * rowStrideBytes]);
      for (const { pipeline, bindGroup, x, y } of dispatches) {
        if (pipeline !== current) pass.setPipeline(pipeline);
        current = pipeline;
        pass.setBindGroup(0, bindGroup);
        pass.dispatchWorkgroups(x, y);
      }
    }
    pass.end();
  }

  #writeRows({ steps, values }: StepScalars): void {
    const { maxStepsPerSubmit, scalars } = this.plan;
    if (!Number.isInteger(steps) || steps < 1 || steps > maxStepsPerSubmit) {
      throw new EngineError("limit-exceeded", `A submit replays 1 to ${maxStepsPerSubmit} steps, but ${steps} were asked for.`);
    }
    const stride = this.#resources.rowStrideBytes / 4;
    for (let step = 0; step < steps; step++) this.#words[step * stride] = step;
    scalars.forEach(({ name, dtype }, place) => {
      const given = values[name];
      if (given === undefined || given.length < steps) {
        throw new EngineError("bad-binding", `Scalar "${name}" needs ${steps} values, but ${given?.length ?? 0} came.`);
      }
      const words = dtype === "f32" ? this.#floats : dtype === "i32" ? this.#signed : this.#words;
      for (let step = 0; step < steps; step++) words[step * stride + place + 1] = given[step]!;
    });
  }

  async #readSeries(staging: GPUBuffer, steps: number): Promise<Readonly<Record<string, Float32Array>>> {
    const names = this.plan.series;
    const bytes = names.length * steps * 4;
    await this.#life.orLost(staging.mapAsync(GPU_MAP_MODE_READ, 0, bytes));
    if (this.#isDisposed) throw new EngineError("disposed", "This executable was disposed.");
    const ring = new Float32Array(staging.getMappedRange(0, bytes));
    const series = names.map((name, place) => {
      const points = new Float32Array(steps);
      for (let step = 0; step < steps; step++) points[step] = ring[step * names.length + place]!;
      return [name, points] as const;
    });
    staging.unmap();
    this.#resources.stagings.push(staging);
    return Object.fromEntries(series);
  }

  #addStaging(): GPUBuffer {
    const staging = this.#life.device.createBuffer({
      label: "series staging",
      size: seriesBytes(this.plan),
      usage: GPU_MAP_READ | GPU_COPY_DST,
    });
    // Also given back while it is in flight.
    this.#resources.owned.push(staging);
    return staging;
  }

  async #popScope(): Promise<void> {
    const error = await this.#life.orLost(this.#life.device.popErrorScope());
    if (error !== null)
      throw new EngineError("shader-failed", `The GPU rejects the first step: ${error.message}`, { cause: error });
  }

  writeInput(name: string, values: TensorValues): void {
    this.#checkUsable();
    const type = this.plan.program.inputs[name];
    if (type === undefined) throw new EngineError("bad-binding", `The program has no input "${name}".`);
    checkValues(type, values);
    const buffer = this.plan.buffers.find((candidate) => candidate.category === "input" && candidate.name === name);
    // An input that nothing reads has no buffer.
    if (buffer !== undefined) this.#life.device.queue.writeBuffer(this.#resources.buffers[buffer.id]!, 0, values);
  }

  async readOutput(name: string): Promise<TensorValues> {
    this.#checkUsable();
    const output = this.plan.outputs.find((candidate) => candidate.name === name);
    if (output === undefined) throw new EngineError("bad-binding", `The program has no output "${name}".`);
    const buffer = this.plan.buffers[output.placement.buffer]!;
    const bytes = await readBuffer(this.#life, this.#resources.buffers[buffer.id]!, 0, buffer.sizeBytes);
    return toValues(output.dtype, bytes);
  }

  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    for (const buffer of [...this.#resources.owned, ...this.#resources.stagings]) buffer.destroy();
  }

  #checkUsable(): void {
    if (this.#isDisposed) throw new EngineError("disposed", "This executable was disposed.");
    this.#life.checkAlive();
  }
}
