/**
 * Processor time of each kernel on a software adapter: replays with all other dispatches left out. Only meaningful where the
 * GPU is the processor; results of the replays are nonsense meanwhile.
 */
export async function profileKernels(count: number, replay: () => Promise<unknown>): Promise<number[]> {
  await replay();
  const prototype = await findPassPrototype();
  const original = prototype.dispatchWorkgroups;
  let only = -1;
  let seen = 0;
  prototype.dispatchWorkgroups = function (this: GPUComputePassEncoder, ...size: [number, number?, number?]) {
    if (seen++ % count === only) original.apply(this, size);
    return undefined;
  };
  const run = async (kernel: number): Promise<number> => {
    only = kernel;
    seen = 0;
    const before = process.cpuUsage();
    await replay();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
  const empty = Math.min(await run(-1), await run(-1));
  const times: number[] = [];
  for (let kernel = 0; kernel < count; kernel++) times.push(Math.min(await run(kernel), await run(kernel)) - empty);
  prototype.dispatchWorkgroups = original;
  return times;
}

async function findPassPrototype(): Promise<GPUComputePassEncoder> {
  const { globals } = await import("webgpu");
  const passes: { prototype: GPUComputePassEncoder } = Object(globals).GPUComputePassEncoder;
  return passes.prototype;
}
