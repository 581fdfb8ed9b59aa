/** A GPU whose devices write down what is asked of them, and pass everything on. */

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

export interface RecordingGpu {
  readonly gpu: GPU;
  readonly record: GpuRecord;
}

type AnyFunction = (...parameters: unknown[]) => unknown;

/** `alterShader` changes the WGSL on its way, to see what happens to code that a device does not accept. */
export function recordGpu(gpu: GPU, alterShader: (code: string) => string = (code) => code): RecordingGpu {
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
          return wrap(Reflect.apply(method, target, passed));
        };
      },
    });
    originals.set(proxy, value);
    wrappers.set(value, proxy);
    return proxy;
  };
  const alterModule = (descriptor: unknown): unknown => {
    if (typeof descriptor !== "object" || descriptor === null || !("code" in descriptor)) return descriptor;
    return { ...descriptor, code: alterShader(String(descriptor.code)) };
  };
  const recording = {
    requestAdapter: async (options?: GPURequestAdapterOptions) => wrap(await gpu.requestAdapter(options)),
  };
  return { gpu: recording as unknown as GPU, record };
}
