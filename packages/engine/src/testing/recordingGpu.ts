/**
 * A GPU whose devices write down what is asked of them, and pass everything on: calls by kind, and which buffers live. It can make
 * things go wrong on the way: alter shaders, and refuse memory.
 */

export interface GpuRecord {
  dispatches: number;
  passes: number;
  encoders: number;
  submits: number;
  bufferWrites: number;
  copies: number;
  maps: number;
  buffers: number;
  bindGroups: number;
  pipelines: number;
}

export interface LiveBuffer {
  readonly label: string;
  readonly sizeBytes: number;
}

export interface RecordingGpu {
  readonly gpu: GPU;
  readonly record: GpuRecord;
  /** Buffers made and not destroyed by themselves, in order of creation. */
  getLiveBuffers(): LiveBuffer[];
  /** Every device handed out so far, to destroy one behind the engine's back. */
  readonly devices: readonly GPUDevice[];
}

export interface RecordingOptions {
  /** Changes the WGSL on its way, to see what happens to code that a device does not accept. */
  readonly alterShader?: (code: string) => string;
  /** The device says that there is no memory for this buffer (from 0 in order of creation). */
  readonly lacksMemoryFor?: (place: number, buffer: LiveBuffer) => boolean;
}

type AnyFunction = (...parameters: unknown[]) => unknown;

export function recordGpu(gpu: GPU, options: RecordingOptions = {}): RecordingGpu {
  const { alterShader = (code) => code, lacksMemoryFor = () => false } = options;
  const record: GpuRecord = {
    dispatches: 0,
    passes: 0,
    encoders: 0,
    submits: 0,
    bufferWrites: 0,
    copies: 0,
    maps: 0,
    buffers: 0,
    bindGroups: 0,
    pipelines: 0,
  };
  const counters: Readonly<Record<string, keyof GpuRecord>> = {
    dispatchWorkgroups: "dispatches",
    beginComputePass: "passes",
    createCommandEncoder: "encoders",
    submit: "submits",
    writeBuffer: "bufferWrites",
    copyBufferToBuffer: "copies",
    mapAsync: "maps",
    createBuffer: "buffers",
    createBindGroup: "bindGroups",
    createComputePipelineAsync: "pipelines",
    createComputePipeline: "pipelines",
  };
  const liveBuffers = new Map<object, LiveBuffer>();
  const devices: GPUDevice[] = [];
  /** Open error scopes, innermost last; a shortage is told by the innermost that watches for it. */
  const scopes: { readonly filter: unknown; isShort: boolean }[] = [];
  let bufferCount = 0;
  const originals = new WeakMap<object, object>();
  const wrappers = new WeakMap<object, object>();
  const wrapped = new Set(["GPUAdapter", "GPUDevice", "GPUQueue", "GPUCommandEncoder", "GPUComputePassEncoder", "GPUBuffer"]);

  /** Objects of the API go in as they are: Dawn does not take our wrappers. */
  const unwrap = (value: unknown): unknown => {
    if (typeof value !== "object" || value === null) return value;
    const original = originals.get(value);
    if (original !== undefined) return original;
    if (Array.isArray(value)) return value.map(unwrap);
    if (Object.getPrototypeOf(value) === Object.prototype) {
      return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, unwrap(entry)]));
    }
    return value;
  };
  const wrap = (value: unknown): unknown => {
    if (value instanceof Promise) return value.then(wrap);
    if (typeof value !== "object" || value === null || !wrapped.has(value.constructor.name)) return value;
    const known = wrappers.get(value);
    if (known !== undefined) return known;
    const proxy = new Proxy(value, {
      get(target, key) {
        const member: unknown = Reflect.get(target, key, target);
        if (typeof member !== "function") return wrap(member);
        const method = member as AnyFunction;
        return (...parameters: unknown[]) => {
          const counter = typeof key === "string" ? counters[key] : undefined;
          if (counter !== undefined) record[counter]++;
          const passed = parameters.map(unwrap);
          if (key === "createShaderModule") return wrap(Reflect.apply(method, target, passed.map(alterModule)));
          const result: unknown = Reflect.apply(method, target, passed);
          if (key === "createBuffer") noteBuffer(result, passed[0]);
          if (key === "destroy") liveBuffers.delete(target);
          if (key === "pushErrorScope") scopes.push({ filter: passed[0], isShort: false });
          if (key === "popErrorScope" && scopes.pop()?.isShort === true) {
            return Promise.resolve(result).then(() => ({ message: "There is no memory left." }));
          }
          if (key === "requestDevice") return Promise.resolve(wrap(result)).then(noteDevice);
          return wrap(result);
        };
      },
    });
    originals.set(proxy, value);
    wrappers.set(value, proxy);
    return proxy;
  };
  const noteBuffer = (buffer: unknown, descriptor: unknown): void => {
    if (typeof buffer !== "object" || buffer === null || typeof descriptor !== "object" || descriptor === null) return;
    const size = "size" in descriptor ? Number(descriptor.size) : 0;
    const live = { label: "label" in descriptor ? String(descriptor.label) : "", sizeBytes: size };
    liveBuffers.set(buffer, live);
    if (!lacksMemoryFor(bufferCount++, live)) return;
    const scope = scopes.findLast(({ filter }) => filter === "out-of-memory");
    if (scope === undefined) throw new Error(`Nobody watches whether there is memory for "${live.label}".`);
    scope.isShort = true;
  };
  const noteDevice = (device: unknown): unknown => {
    devices.push(device as GPUDevice);
    return device;
  };
  const alterModule = (descriptor: unknown): unknown => {
    if (typeof descriptor !== "object" || descriptor === null || !("code" in descriptor)) return descriptor;
    return { ...descriptor, code: alterShader(String(descriptor.code)) };
  };
  const recording = {
    requestAdapter: async (options?: GPURequestAdapterOptions) => wrap(await gpu.requestAdapter(options)),
  };
  return { gpu: recording as unknown as GPU, record, devices, getLiveBuffers: () => [...liveBuffers.values()] };
}
