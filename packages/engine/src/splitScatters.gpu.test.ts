/** Large sums by place on WebGPU, where they are rewritten, against the reference target, where they are not. */
import { ProgramBuilder } from "@downhill/ir";
import { afterAll, expect, test } from "vitest";
import { openReferenceDevice } from "./targets/reference/device.ts";
import { openWebgpuDevice } from "./targets/webgpu/device.ts";
import { openNodeGpu } from "./testing/nodeGpu.ts";
import { makeRandomValues } from "./testing/randomValues.ts";
import { runProgram } from "./testing/runProgram.ts";

const nodeGpu = await openNodeGpu();
if (nodeGpu === undefined)
  throw new Error("No WebGPU adapter in Node: install Chromium and libvulkan1, or run on a machine with a GPU.");
const webgpu = await openWebgpuDevice({ gpu: nodeGpu.gpu });
const reference = openReferenceDevice();
afterAll(() => {
  webgpu.dispose();
  nodeGpu.close();
});

test.each([
  { rows: 2000, updates: [5, 250], width: 8 },
  { rows: 90, updates: [1500], width: 20 },
  { rows: 3000, updates: [70], width: 7 },
])("$rows rows of $width, $updates updates", async ({ rows, updates, width }) => {
  const builder = new ProgramBuilder();
  const places = builder.input("places", { dtype: "i32", shape: updates });
  const values = builder.input("values", { dtype: "f32", shape: [...updates, width] });
  const program = builder.finish({ outputs: { output: builder.scatterAdd(places, values, rows) } });
  const count = updates.reduce((product, size) => product * size, 1);
  // Half of the updates share few rows.
  const named = makeRandomValues(count, 3, 0, rows).map((place, i) => Math.floor(i % 2 === 0 ? place : place / 20));
  const run = { tensors: { places: named, values: makeRandomValues(count * width, 4) } };
  const wanted = (await runProgram(reference, program, run)).outputs.output ?? [];
  const { outputs } = await runProgram(webgpu, program, run);
  expect(outputs.output?.length).toBe(rows * width);
  for (const [i, value] of (outputs.output ?? []).entries()) expect(value).toBeCloseTo(wanted[i] ?? Number.NaN, 4);
});
