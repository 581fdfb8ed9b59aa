/** Blocks without a case of their own in the reference files: outputs and gradients on WebGPU against the reference target. */
import { openReferenceDevice, openWebgpuDevice } from "@downhill/engine";
import { makeRandomValues, openNodeGpu, runProgram } from "@downhill/engine/testing";
import { countElements, gradients, ProgramBuilder } from "@downhill/ir";
import { afterAll, expect, test } from "vitest";
import { lowerAlone } from "./testing/lowerAlone.ts";
import { type BlockTrial, unreferencedBlocks } from "./testing/unreferencedBlocks.ts";

const nodeGpu = await openNodeGpu();
if (nodeGpu === undefined)
  throw new Error("No WebGPU adapter in Node: install Chromium and libvulkan1, or run on a machine with a GPU.");
const webgpu = await openWebgpuDevice({ gpu: nodeGpu.gpu });
const reference = openReferenceDevice();
afterAll(() => {
  webgpu.dispose();
  nodeGpu.close();
});

function buildTrial(trial: BlockTrial) {
  const builder = new ProgramBuilder();
  const inputs = trial.inputs.map((shape, place) => builder.input(`x${place}`, { dtype: "f32", shape }));
  const output = lowerAlone(builder, trial, inputs);
  const leaves = builder.nodes.flatMap((node, id) => {
    return node.operation.op === "state" || node.operation.op === "input" ? [builder.getValue(id)] : [];
  });
  const weights = builder.input("weights", output.type);
  const slopes = gradients(builder, builder.sum(builder.mul(output, weights)), leaves);
  const outputs = Object.fromEntries(slopes.map((slope, place) => [`slope${place}`, slope]));
  const program = builder.finish({ outputs: { output, ...outputs } });
  const types = Object.entries({ ...program.states, ...program.inputs });
  const tensors = Object.fromEntries(
    types.map(([name, { shape }], place) => [name, Float32Array.from(makeRandomValues(countElements(shape), place + 1))]),
  );
  const scalars = Object.fromEntries(Object.keys(program.scalars).map((name) => [name, [name === "seed" ? 12345 : 7]]));
  return { program, tensors, scalars };
}

test.each(unreferencedBlocks)("$kind $parameters", async (trial) => {
  const { program, ...run } = buildTrial(trial);
  const wanted = await runProgram(reference, program, run);
  const got = await runProgram(webgpu, program, run);
  for (const [name, values] of Object.entries(wanted.outputs)) {
    const own = got.outputs[name] ?? [];
    expect(own.length).toBe(values.length);
    values.forEach((value, i) => {
      expect(Math.abs((own[i] ?? Number.NaN) - value), `${name}[${i}] is ${own[i]}, wanted ${value}`).toBeLessThan(
        2e-4 * Math.max(1, Math.abs(value)),
      );
    });
  }
});
