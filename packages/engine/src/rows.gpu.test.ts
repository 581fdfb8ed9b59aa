/** Rows served by whole workgroups, as on a GPU, with and without subgroups: softmax, normalization and extremes agree with the reference target. */
import { ProgramBuilder, threefry2x32 } from "@downhill/ir";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openReferenceDevice } from "./targets/reference/device.ts";
import { openWebgpuDevice } from "./targets/webgpu/device.ts";
import { type NodeGpu, openNodeGpu, runProgram } from "./testing/index.ts";

let node: NodeGpu | undefined;

beforeAll(async () => {
  node = await openNodeGpu();
  if (node === undefined) throw new Error("This test needs a WebGPU adapter in Node.");
});
afterAll(() => node?.close());

describe.each([true, false])("subgroups: %s", (subgroups) => {
  test.each([
    [7, 64],
    [5, 333],
    [1, 1000],
  ])("%i rows of %i", async (rows, extent) => {
    const b = new ProgramBuilder();
    const x = b.data("x", { dtype: "f32", shape: [rows, extent] });
    const places = b.cast(b.mul(x, 1024), "i32");
    const centered = b.sub(x, b.mean(x, [1], { keepDims: true }));
    const variance = b.mean(b.square(centered), [1], { keepDims: true });
    const program = b.finish({
      outputs: {
        softmax: b.softmax(x, 1),
        normal: b.mul(centered, b.rsqrt(b.add(variance, 1e-5))),
        largest: b.reduceMax(x, [1]),
        sum: b.sum(places, [1]),
      },
    });
    const values = Array.from({ length: rows * extent }, (_, i) =>
      Math.fround((threefry2x32(5, 1, i, 0)[0] / 2 ** 32 - 0.5) * 4),
    );
    const gpu = await openWebgpuDevice({ gpu: node!.gpu, subgroups });
    // Software adapters do without cooperation; this one is taken for a GPU.
    Object.assign(gpu.info, { isSoftware: false });
    const want = await runProgram(openReferenceDevice(), program, { tensors: { x: values } });
    const got = await runProgram(gpu, program, { tensors: { x: values } });
    const again = await runProgram(gpu, program, { tensors: { x: values } });
    const broken = values.map((value, i) => (i === extent - 3 ? Number.NaN : value));
    const lost = await runProgram(gpu, program, { tensors: { x: broken } });
    gpu.dispose();
    const schedules = got.plan.kernels.flatMap(({ parts }) => parts.map(({ schedule }) => schedule));
    const isShared = schedules.some(
      (schedule) => schedule.kind === "rows" && schedule.cooperative && schedule.sharing === "quad",
    );
    const isAlone = schedules.some((schedule) => schedule.kind === "rows" && schedule.cooperative && schedule.sharing === "none");
    // An adapter without subgroups has one way only.
    expect(isShared || isAlone).toBe(true);
    if (!subgroups) expect(isShared).toBe(false);
    for (const [name, list] of Object.entries(want.outputs)) {
      list.forEach((value, i) => {
        expect(Math.abs(got.outputs[name]![i]! - value), `${name} ${i}`).toBeLessThan(1e-5 * (1 + Math.abs(value)));
      });
      expect([...again.outputs[name]!]).toEqual([...got.outputs[name]!]);
    }
    expect(lost.outputs.largest![0]).toBeNaN();
  });
});
