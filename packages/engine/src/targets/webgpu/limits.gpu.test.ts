/** A device that grants no more than WebGPU's specification promises, and dispatches beyond one row of workgroups. */
import { countElements, type Program, ProgramBuilder } from "@downhill/ir";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { EngineDevice } from "../../device.ts";
import { specDefaultLimits } from "../../plan.ts";
import { buildManyHomes, buildManyOutputs, buildWideSum } from "../../testing/bindingPrograms.ts";
import { makeRandomValues, type NodeGpu, openNodeGpu, type ProgramResults, runProgram } from "../../testing/index.ts";
import { buildRandomProgram } from "../../testing/randomProgram.ts";
import { recordGpu } from "../../testing/recordingGpu.ts";
import { buildSmallConvNet, buildSmallMlp } from "../../testing/trainingPrograms.ts";
import { openReferenceDevice } from "../reference/device.ts";
import { openWebgpuDevice } from "./device.ts";

let node: NodeGpu | undefined;
const open: EngineDevice[] = [];
const reference = openReferenceDevice();

beforeAll(async () => {
  node = await openNodeGpu();
  if (node === undefined) throw new Error("This test needs a WebGPU adapter in Node.");
});
afterAll(() => {
  for (const device of open) device.dispose();
  node?.close();
});

async function openDevice(options: Omit<Parameters<typeof openWebgpuDevice>[0], "gpu"> = {}): Promise<EngineDevice> {
  const device = await openWebgpuDevice({ gpu: node!.gpu, ...options });
  open.push(device);
  return device;
}

function expectClose(got: ProgramResults, want: ProgramResults): void {
  for (const kind of ["outputs", "series", "states"] as const) {
    for (const [name, right] of Object.entries<ArrayLike<number>>(want[kind])) {
      const worst = Array.from(right).reduce(
        (most, value, i) => Math.max(most, Math.abs(got[kind][name]![i]! - value) / Math.max(1, Math.abs(value))),
        0,
      );
      expect({ kind, name, worst: worst <= 2e-3 ? 0 : worst }).toEqual({ kind, name, worst: 0 });
    }
  }
}

function makeTensors(program: Program): Record<string, number[]> {
  const all = Object.entries({ ...program.states, ...program.data });
  return Object.fromEntries(all.map(([name, type], i) => [name, [...makeRandomValues(countElements(type.shape), i + 1)]]));
}

test("asks for all that the adapter has, and says what it was given", async () => {
  const adapter = await node!.gpu.requestAdapter();
  const { limits } = (await openDevice()).info;
  expect(limits?.maxBufferSize).toBe(adapter?.limits.maxBufferSize);
  expect(limits?.maxStorageBufferBindingSize).toBe(adapter?.limits.maxStorageBufferBindingSize);
  expect(limits?.maxStorageBuffersPerShaderStage).toBe(adapter?.limits.maxStorageBuffersPerShaderStage);
});

test("a device opened with the specification's limits was really granted no more", async () => {
  const { gpu, devices } = recordGpu(node!.gpu);
  const device = await openWebgpuDevice({ gpu, limits: specDefaultLimits });
  open.push(device);
  expect(device.info.limits).toEqual(specDefaultLimits);
  expect(devices[0]?.limits.maxStorageBuffersPerShaderStage).toBe(specDefaultLimits.maxStorageBuffersPerShaderStage);
  expect(devices[0]?.limits.maxComputeWorkgroupStorageSize).toBe(specDefaultLimits.maxComputeWorkgroupStorageSize);
});

const programs: readonly (readonly [name: string, program: Program])[] = [
  ["sum of 30 tensors", buildWideSum(30)],
  ["one value in 12 concatenations", buildManyHomes(12)],
  ["one value under 12 names", buildManyOutputs(12)],
];

test.each(programs)("%s computes the same with 8 bindings", async (_, program) => {
  const tensors = makeTensors(program);
  const want = await runProgram(reference, program, { tensors });
  for (const fusion of [true, false]) {
    expectClose(
      await runProgram(await openDevice({ limits: specDefaultLimits }), program, { tensors, options: { fusion } }),
      want,
    );
  }
});

test("random programs compute the same within the specification's limits", async () => {
  const device = await openDevice({ limits: specDefaultLimits });
  const choices = fc.array(fc.nat(10_000), { minLength: 40, maxLength: 120 });
  await fc.assert(
    fc.asyncProperty(choices, async (numbers) => {
      const { program, tensors } = buildRandomProgram(numbers);
      const run = { tensors, scalars: { rate: [0.5, 0.25] }, submits: [2] };
      expectClose(await runProgram(device, program, run), await runProgram(reference, program, run));
    }),
    { numRuns: 8 },
  );
});

test.each([
  ["MLP", buildSmallMlp()],
  ["convolutional network", buildSmallConvNet()],
])("%s is the same in rows of 7 workgroups", async (_, program) => {
  const tensors = makeTensors(program);
  tensors.labels = tensors.labels!.map((_, i) => i % 3);
  for (const moment of ["m", "v"]) tensors[moment] = tensors[moment]!.map(() => 0);
  const run = { tensors, scalars: { start: [0, 8], key: [5, 5], rate: [0.01, 0.01] }, submits: [2] };
  const device = await openDevice({ limits: { maxComputeWorkgroupsPerDimension: 7 } });
  const got = await runProgram(device, program, run);
  expect(got.plan.kernels.some(({ workgroups }) => workgroups[1] > 1)).toBe(true);
  expectClose(got, await runProgram(await openDevice(), program, run));
});

test("more than 65,535 workgroups", async () => {
  const b = new ProgramBuilder();
  const size = 17_000_003;
  const x = b.state("x", { dtype: "f32", shape: [size] });
  const program = b.finish({ updates: { x: b.add(b.mul(x, 2), b.scalar("rate", "f32")) } });
  const device = await openDevice();
  const tensor = device.createTensor(
    { dtype: "f32", shape: [size] },
    Float32Array.from({ length: size }, (_, i) => i % 1009),
  );
  const executable = await device.compile(program, { states: { x: tensor }, data: {} }, { maxStepsPerSubmit: 1 });
  expect(executable.plan.kernels[0]!.workgroups.reduce((count, along) => count * along)).toBeGreaterThan(65_535);
  await executable.submit({ steps: 1, values: { rate: [1] } }).done;
  const values = await tensor.read();
  expect(values.findIndex((value, i) => value !== (i % 1009) * 2 + 1)).toBe(-1);
  executable.dispose();
  tensor.dispose();
});
