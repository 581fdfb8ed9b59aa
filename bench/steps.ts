/**
 * Steps per second through the engine: `npx tsx bench/steps.ts [name part] [--plan] [--unfused]`.
 * Software adapters say nothing about GPUs; compare only runs on the same machine.
 */
import type { DeviceTensor } from "@downhill/engine";
import { openWebgpuDevice } from "@downhill/engine";
import { openNodeGpu } from "@downhill/engine/testing";
import { countElements, threefry2x32 } from "@downhill/ir";
import { type BenchNetwork, buildMnistMlp, buildSmallCnn, buildTabular } from "./networks.ts";
import { profileKernels } from "./profileKernels.ts";
import { buildCharLstm, buildCharTransformer } from "./sequenceNetworks.ts";

const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const showPlan = process.argv.includes("--plan");
const profile = process.argv.includes("--profile");
const fusion = !process.argv.includes("--unfused");
const node = await openNodeGpu();
if (node === undefined) throw new Error("This needs a WebGPU adapter in Node.");
const device = await openWebgpuDevice({ gpu: node.gpu });
console.log(device.info.label);

const builders = [buildTabular, buildMnistMlp, buildSmallCnn, buildCharTransformer, buildCharLstm];
for (const network of builders.map((build) => build())) {
  if (wanted.length === 0 || wanted.some((part) => network.name.includes(part))) await measure(network);
}
device.dispose();
node.close();

async function measure({ name, program, batchSize, scalars }: BenchNetwork): Promise<void> {
  const random = (seed: number, i: number) => (threefry2x32(seed, 0, i, 0)[0] / 2 ** 32 - 0.5) * 2;
  const create = (types: typeof program.states, scale: number): Record<string, DeviceTensor> =>
    Object.fromEntries(
      Object.entries(types).map(([key, type], place) => {
        const count = countElements(type.shape);
        const isState = key === "m" || key === "v" || key.startsWith("optimizer/");
        const isTokens = key.startsWith("training/");
        const values =
          type.dtype === "i32"
            ? Int32Array.from({ length: count }, (_, i) => i % 3)
            : Float32Array.from({ length: count }, (_, i) =>
                isState ? 0 : isTokens ? (i * 7) % 65 : random(place + 7, i) * scale,
              );
        return [key, device.createTensor(type, values)];
      }),
    );
  const states = create(program.states, 0.1);
  const data = create(program.data, 1);
  const begin = performance.now();
  const cpuAtBegin = process.cpuUsage();
  const executable = await device.compile(program, { states, data }, { fusion });
  const compileMs = performance.now() - begin;
  const compileCpu = process.cpuUsage(cpuAtBegin);
  const { kernels, memory, flopsPerStep } = executable.plan;
  if (showPlan) {
    for (const kernel of kernels) {
      const shape = kernel.parts.map((part) => JSON.stringify(part.schedule).slice(0, 130)).join(" | ");
      console.log(`${kernel.id}: ${kernel.name} ${kernel.workgroups[0]}x${kernel.workgroupSize} ${shape}`);
      for (const note of kernel.notes) console.log(`     ${note}`);
    }
  }
  let step = 0;
  const replay = async (steps: number): Promise<number> => {
    const list = Array.from({ length: steps }, (_, i) => step + i);
    const values = scalars?.(step, steps);
    step += steps;
    const { series } = executable.submit({
      steps,
      values: values ?? {
        start: list.map((i) => (i * batchSize) % 1000),
        key: list.map(() => 5),
        rate: list.map(() => 0.001),
        epsilon: list.map(() => 1e-7),
      },
    });
    const { loss } = await series;
    return loss!.at(-1)!;
  };
  if (profile) {
    const times = await profileKernels(kernels.length, () => replay(4));
    kernels.forEach((kernel, place) => {
      console.log(`  ${(times[place]! / 4).toFixed(2)} ms  ${kernel.name} (${(kernel.flops / 1e6).toFixed(2)} MFLOP)`);
    });
    return;
  }
  const firstMs = await timed(() => replay(1));
  const perSubmit = Math.max(1, Math.min(64, Math.floor(100 / Math.max(firstMs / 2, 1))));
  await replay(perSubmit);
  const start = performance.now();
  const cpu = process.cpuUsage();
  const from = step;
  let loss = 0;
  while (performance.now() - start < 3000) loss = await replay(perSubmit);
  const seconds = (performance.now() - start) / 1000;
  const rate = (step - from) / seconds;
  // On a shared machine the processor time per step says more than the clock.
  const used = process.cpuUsage(cpu);
  const cpuMs = (used.user + used.system) / 1000 / (step - from);
  console.log(
    `${name}: ${rate.toFixed(1)} steps/s, ${cpuMs.toFixed(2)} ms of processor time a step, ${kernels.length} dispatches per step, ${((rate * flopsPerStep) / 1e9).toFixed(2)} GFLOP/s, ` +
      `compiled in ${compileMs.toFixed(0)} ms (processor ${((compileCpu.user + compileCpu.system) / 1000).toFixed(0)} ms), activations ${(memory.activationBytes / 1024).toFixed(0)} KiB, loss ${loss.toFixed(4)}`,
  );
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
