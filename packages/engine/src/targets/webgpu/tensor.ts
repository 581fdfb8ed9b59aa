/** A tensor in a GPU buffer of its own. */
import { countElements, formatType, type TensorType } from "@downhill/ir";
import { countTensorBytes } from "../../allocation.ts";
import { type DeviceTensor, EngineError, type TensorValues } from "../../device.ts";
import { formatBytes } from "../../formatBytes.ts";
import { type DeviceLife, watchAllocation } from "./deviceLife.ts";

export class WebgpuTensor implements DeviceTensor {
  readonly type: TensorType;
  readonly buffer: GPUBuffer;
  /** Settles when the memory is there; rejects with EngineError "out-of-memory" where there is none, or when the device is lost. */
  readonly allocated: Promise<void>;
  readonly #life: DeviceLife;
  #isAllocated = false;
  #isDisposed = false;

  constructor(life: DeviceLife, type: TensorType, values?: TensorValues) {
    if (values !== undefined) checkValues(type, values);
    this.type = type;
    this.#life = life;
    const size = countTensorBytes(type);
    let buffer: GPUBuffer | undefined;
    const watched = watchAllocation(life, () => {
      buffer = life.device.createBuffer({
        label: `tensor ${formatType(type)}`,
        size,
        usage: GPU_STORAGE | GPU_COPY_SRC | GPU_COPY_DST,
      });
      if (values !== undefined) life.device.queue.writeBuffer(buffer, 0, values);
    });
    if (buffer === undefined) throw new EngineError("out-of-memory", describeShortage(type, size));
    this.buffer = buffer;
    this.allocated = watched.then(({ outOfMemory, invalid }) => {
      const cause = outOfMemory ?? invalid;
      if (cause !== null) throw new EngineError("out-of-memory", describeShortage(type, size), { cause });
      this.#isAllocated = true;
    });
    // Whoever reads it or compiles against it is told.
    this.allocated.catch(() => {});
  }

  write(values: TensorValues): void {
    this.#checkOpen();
    checkValues(this.type, values);
    const write = () => this.#life.device.queue.writeBuffer(this.buffer, 0, values);
    // Until the memory is known to be there, a write may be rejected with it: not a failure of the device.
    if (this.#isAllocated) write();
    else watchAllocation(this.#life, write).catch(() => {});
  }

  async read(): Promise<TensorValues> {
    this.#checkOpen();
    // Compiling waits for the memory, so a tensor that replays write is read without this wait: in their order.
    if (!this.#isAllocated) {
      await this.allocated;
      this.#checkOpen();
    }
    const bytes = await readBuffer(this.#life, this.buffer, 0, countElements(this.type.shape) * 4);
    return toValues(this.type.dtype, bytes);
  }

  dispose(): void {
    this.#isDisposed = true;
    this.buffer.destroy();
  }

  belongsTo(life: DeviceLife): boolean {
    return this.#life === life;
  }

  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  #checkOpen(): void {
    if (this.#isDisposed) throw new EngineError("disposed", "This tensor was disposed.");
    this.#life.checkAlive();
  }
}

// The numbers of GPUBufferUsage and GPUMapMode: Node has no such globals.
export const GPU_MAP_READ = 0x0001;
export const GPU_COPY_SRC = 0x0004;
export const GPU_COPY_DST = 0x0008;
export const GPU_UNIFORM = 0x0040;
export const GPU_STORAGE = 0x0080;
export const GPU_MAP_MODE_READ = 0x0001;
export const GPU_STAGE_COMPUTE = 0x4;

function describeShortage(type: TensorType, sizeBytes: number): string {
  return `The GPU has no room for a tensor of type ${formatType(type)}: ${formatBytes(sizeBytes)}.`;
}

export function checkValues(type: TensorType, values: TensorValues): void {
  const count = countElements(type.shape);
  const fits =
    (type.dtype === "f32" && values instanceof Float32Array) ||
    (type.dtype === "i32" && values instanceof Int32Array) ||
    (type.dtype === "u32" && values instanceof Uint32Array);
  if (!fits)
    throw new EngineError("bad-binding", `A tensor of type ${formatType(type)} cannot hold a ${values.constructor.name}.`);
  if (values.length !== count) {
    throw new EngineError(
      "bad-binding",
      `A tensor of type ${formatType(type)} holds ${count} values, but ${values.length} came.`,
    );
  }
}

export function toValues(dtype: TensorType["dtype"], bytes: ArrayBuffer): TensorValues {
  if (dtype === "i32") return new Int32Array(bytes);
  if (dtype === "u32") return new Uint32Array(bytes);
  return new Float32Array(bytes);
}

/**
 * Copies out through a staging buffer of its own; for reads outside the training loop. Rejects with EngineError "out-of-memory"
 * where there is no room for the copy; the device lives on.
 */
export async function readBuffer(life: DeviceLife, source: GPUBuffer, offset: number, sizeBytes: number): Promise<ArrayBuffer> {
  const { device } = life;
  let staging: GPUBuffer | undefined;
  let mapped: Promise<undefined> | undefined;
  // The copy is queued at once: what is submitted afterwards must not be read.
  const watched = watchAllocation(life, () => {
    staging = device.createBuffer({ label: "read", size: sizeBytes, usage: GPU_MAP_READ | GPU_COPY_DST });
    const encoder = device.createCommandEncoder({ label: "read" });
    encoder.copyBufferToBuffer(source, offset, staging, 0, sizeBytes);
    device.queue.submit([encoder.finish()]);
    mapped = staging.mapAsync(GPU_MAP_MODE_READ);
    mapped.catch(() => {});
  });
  try {
    const { outOfMemory, invalid } = await watched;
    if (outOfMemory !== null) {
      const text = `The GPU has no room to read ${formatBytes(sizeBytes)} back.`;
      throw new EngineError("out-of-memory", text, { cause: outOfMemory });
    }
    if (invalid !== null || staging === undefined || mapped === undefined) {
      throw new EngineError("device-lost", `The GPU could not be read: ${invalid?.message ?? "no reason given"}`);
    }
    await life.orLost(mapped);
    return staging.getMappedRange().slice(0);
  } finally {
    staging?.destroy();
  }
}
