/** Random programs over several steps: fused, unfused, with few bindings, against the reference; bit for bit the same however submitted. */
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { EngineDevice } from "../../device.ts";
import { specDefaultLimits } from "../../plan.ts";
import { type NodeGpu, openNodeGpu, type ProgramResults, runProgram } from "../../testing/index.ts";
import { buildRandomProgram } from "../../testing/randomProgram.ts";
import { openReferenceDevice } from "../reference/device.ts";
import { openWebgpuDevice } from "./device.ts";

let node: NodeGpu | undefined;
let webgpu: EngineDevice;
let small: EngineDevice;
const reference = openReferenceDevice();

beforeAll(async () => {
  node = await openNodeGpu();
  if (node === undefined) throw new Error("This test needs a WebGPU adapter in Node.");
  webgpu = await openWebgpuDevice({ gpu: node.gpu });
  small = await openWebgpuDevice({ gpu: node.gpu, limits: { ...specDefaultLimits, maxStorageBuffersPerShaderStage: 5 } });
});
afterAll(() => {
  webgpu?.dispose();
  small?.dispose();
  reference.dispose();
  node?.close();
});

const scalars = { rate: [0.5, 0.25, 0.125, 0.75] };
const choices = fc.array(fc.nat(10_000), { minLength: 40, maxLength: 120 });
const runs = Number(globalThis.process?.env.RANDOM_RUNS ?? 20);

test("fused, unfused and reference agree", { timeout: 300_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(choices, async (numbers) => {
      const { program, tensors } = buildRandomProgram(numbers);
      const run = { tensors, scalars, submits: [2, 2] };
      const want = await runProgram(reference, program, run);
      const unfused = await runProgram(webgpu, program, { ...run, options: { fusion: false } });
      expectSame(unfused, want, 2e-3);
      const fused = await runProgram(webgpu, program, run);
      expectSame(fused, want, 2e-3);
    }),
    { numRuns: runs, endOnFailure: true },
  );
});

test("few bindings give the same results", { timeout: 300_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(choices, async (numbers) => {
      const { program, tensors } = buildRandomProgram(numbers);
      const run = { tensors, scalars, submits: [4] };
      const want = await runProgram(reference, program, run);
      const got = await runProgram(small, program, run);
      for (const kernel of got.plan.kernels) expect(kernel.bindings.length).toBeLessThanOrEqual(5);
      expectSame(got, want, 2e-3);
    }),
    { numRuns: Math.ceil(runs / 2) },
  );
});

test("results repeat bit for bit, whatever the steps per submit", { timeout: 300_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(choices, async (numbers) => {
      const { program, tensors } = buildRandomProgram(numbers);
      const one = await runProgram(webgpu, program, { tensors, scalars, submits: [1, 1, 1, 1] });
      const all = await runProgram(webgpu, program, { tensors, scalars, submits: [4] });
      const mixed = await runProgram(webgpu, program, { tensors, scalars, submits: [1, 3] });
      for (const other of [all, mixed]) {
        expect(bitsOf(other)).toEqual(bitsOf(one));
      }
    }),
    { numRuns: Math.ceil(runs / 4) },
  );
});

function bitsOf({ outputs, states, series }: ProgramResults): unknown {
  const bits = (values: ArrayLike<number>) => [...new Uint32Array(Float32Array.from(values).buffer)];
  const all = (record: Readonly<Record<string, ArrayLike<number>>>) =>
    Object.fromEntries(Object.entries(record).map(([name, values]) => [name, bits(values)]));
  return { outputs: all(outputs), states: all(states), series: all(series) };
}

function expectSame(got: ProgramResults, want: ProgramResults, tolerance: number): void {
  for (const kind of ["outputs", "series", "states"] as const) {
    for (const [name, right] of Object.entries(want[kind])) {
      const values = got[kind][name]!;
      expect(values.length).toBe(right.length);
      for (let i = 0; i < right.length; i++) {
        const error = Math.abs(values[i]! - right[i]!);
        if (!(error <= tolerance * Math.max(1, Math.abs(right[i]!)))) {
          expect.fail(`${kind} ${name}[${i}] is ${values[i]}, but ${right[i]} is right`);
        }
      }
    }
  }
}
