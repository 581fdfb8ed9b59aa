/** Every way to update the weights, on WebGPU: the same bits however the steps are submitted, and the same numbers as on the reference. */
import { type EngineDevice, openReferenceDevice, openWebgpuDevice } from "@downhill/engine";
import { type NodeGpu, openNodeGpu } from "@downhill/engine/testing";
import { type CompilerOptions, optimizers } from "@downhill/model";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chainModel } from "./testing/experiment.ts";
import { type GivenFeature, openLoweredRun } from "./testing/loweredRun.ts";

let node: NodeGpu | undefined;

beforeAll(async () => {
  node = await openNodeGpu();
  if (node === undefined) throw new Error("This test needs a WebGPU adapter in Node.");
});
afterAll(() => node?.close());

const rows = 31;
function makeFeature(name: string, role: "input" | "target", width: number): GivenFeature {
  const values = Float32Array.from({ length: rows * width }, (_, i) => Math.sin(i * (12.9898 + width)) * 1.3);
  return { name, role, kind: "numeric", shape: [width], values };
}

const features = [makeFeature("x", "input", 5), makeFeature("y", "target", 2)];

const document = chainModel([
  { kind: "dense", parameters: { units: 9, activation: "tanh", l2: 0.01 } },
  { kind: "dense", parameters: { units: 6, activation: "gelu", l1: 0.001 } },
  { kind: "batchNormalization" },
  { kind: "dense", parameters: { units: 2, activation: "linear" } },
]);

const steps = 12;
const cases: [string, Partial<CompilerOptions>][] = [
  ...optimizers.map(({ kind }): [string, Partial<CompilerOptions>] => [kind, { optimizer: { kind, parameters: {} } }]),
  ["decay of matrices", { optimizer: { kind: "adamw", parameters: { decayScope: "matrices", weightDecay: 0.3 } } }],
  [
    "decay of matrices, tensor by tensor",
    { optimizer: { kind: "lamb", parameters: { decayScope: "matrices", weightDecay: 0.3 } } },
  ],
  ["clipping by value", { clipping: "value", clippingThreshold: 0.01 }],
  ["clipping by the norm of all", { clipping: "globalNorm", clippingThreshold: 0.05 }],
  ["clipping by the norm of each", { clipping: "tensorNorm", clippingThreshold: 0.02 }],
  ["accumulation", { accumulationSteps: 3 }],
  [
    "everything at once",
    {
      optimizer: { kind: "rmsprop", parameters: { centered: true, momentum: 0.5, weightDecay: 0.1, decayScope: "matrices" } },
      accumulationSteps: 2,
      weightAverage: true,
      weightAverageMomentum: 0.7,
      clipping: "globalNorm",
      schedule: { kind: "cosine", parameters: {} },
      warmup: "linear",
      warmupSteps: 3,
    },
  ],
  [
    "everything at once, tensor by tensor",
    { optimizer: { kind: "muon", parameters: {} }, accumulationSteps: 2, weightAverage: true },
  ],
];

async function train(device: EngineDevice, options: Partial<CompilerOptions>, chunks: readonly number[]) {
  const { train, states } = await openLoweredRun({
    device,
    document,
    features,
    options: { batchSize: 8, learningRate: 0.01, epochs: 3, ...options },
  });
  let step = 0;
  for (const count of chunks) {
    await train(step, count);
    step += count;
  }
  const entries = Object.entries(states).map(async ([name, tensor]) => [name, Float32Array.from(await tensor.read())] as const);
  return Object.fromEntries(await Promise.all(entries));
}

describe("an update by", () => {
  test.each(cases)("%s", async (_name, options) => {
    const reference = openReferenceDevice();
    const webgpu = await openWebgpuDevice({ gpu: node!.gpu });
    const wanted = await train(reference, options, [steps]);
    const got = await train(webgpu, options, [steps]);
    const chunked = await train(webgpu, options, [1, 5, 6]);
    expect(Object.keys(got)).toEqual(Object.keys(wanted));
    for (const [name, values] of Object.entries(got)) {
      expect([name, new Uint32Array(chunked[name]!.buffer)]).toEqual([name, new Uint32Array(values.buffer)]);
      const largest = Math.max(1, ...(wanted[name] ?? []).map(Math.abs));
      const distance = Math.max(...values.map((value, i) => Math.abs(value - wanted[name]![i]!)));
      expect([name, distance / largest < 2e-4], `${name} is ${distance} away`).toEqual([name, true]);
    }
    expect(got.parameters?.some((value) => value !== 0)).toBe(true);
    reference.dispose();
    webgpu.dispose();
  });
});
