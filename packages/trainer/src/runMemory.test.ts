/** The largest batch that fits is exact: it is planned within the limits, and one sample more is not. */
import { EngineError, specDefaultLimits } from "@downhill/engine";
import { expect, test } from "vitest";
import { computeRunMemory, findLargestBatch, type MemoryRequest } from "./runMemory.ts";
import { buildExperiment } from "./testing/experiment.ts";
import { testNetworks } from "./testing/networks.ts";

const isSoftware = false;

function fits(request: MemoryRequest, batchSize: number, budgetBytes = Number.POSITIVE_INFINITY): boolean {
  try {
    const memory = computeRunMemory({ evaluationSize: 1, ...request, options: { ...request.options, batchSize } });
    return memory !== null && memory.totalBytes <= budgetBytes;
  } catch (error) {
    if (error instanceof EngineError && error.code === "limit-exceeded") return false;
    throw error;
  }
}

test.each(testNetworks)("$name: the largest batch fits, one more does not", async (network) => {
  const { spec } = await buildExperiment({ ...network, parameters: { ...network.parameters, count: 400 } });
  const whole = computeRunMemory({
    ...spec,
    limits: specDefaultLimits,
    isSoftware,
    options: { ...spec.options, batchSize: 200 },
  });
  if (!whole) throw new Error("The model has errors.");
  const sizes: number[] = [];
  for (const share of [0.3, 0.7]) {
    // Halfway between what a batch of one takes and what 200 take.
    const one = computeRunMemory({ ...spec, limits: specDefaultLimits, isSoftware, options: { ...spec.options, batchSize: 1 } });
    const budgetBytes = Math.round((one?.totalBytes ?? 0) + share * (whole.totalBytes - (one?.totalBytes ?? 0)));
    const request = { ...spec, limits: specDefaultLimits, isSoftware };
    const largest = findLargestBatch({ ...request, budgetBytes });
    if (largest === null) throw new Error("The model has errors.");
    expect(fits(request, largest, budgetBytes)).toBe(true);
    expect(fits(request, largest + 1, budgetBytes)).toBe(false);
    sizes.push(largest);
  }
  expect(sizes[0]).toBeGreaterThan(1);
  expect(sizes[1]).toBeGreaterThan(sizes[0] ?? 0);
});

test("an evaluation that does not fit bounds no batch", async () => {
  const { spec } = await buildExperiment({
    parameters: { count: 600 },
    blocks: [
      { kind: "dense", parameters: { units: 64, activation: "relu" } },
      { kind: "dense", parameters: { units: 3, activation: "softmax" } },
    ],
    options: { batchSize: 8 },
  });
  const limits = { ...specDefaultLimits, maxStorageBufferBindingSize: 8192 };
  const request = { ...spec, limits, isSoftware };
  expect(() => computeRunMemory(request)).toThrow(EngineError);
  expect(computeRunMemory({ ...request, evaluationSize: 8 })?.largestBufferBytes).toBeLessThanOrEqual(8192);
  expect(findLargestBatch(request)).toBeGreaterThan(8);
});

test("the limit of a single buffer bounds it, too; all samples where nothing does; none where one sample is too much", async () => {
  const { spec } = await buildExperiment({
    blocks: [
      { kind: "dense", parameters: { units: 64, activation: "relu" } },
      { kind: "dense", parameters: { units: 3, activation: "softmax" } },
    ],
  });
  const request = { ...spec, limits: specDefaultLimits, isSoftware };
  expect(findLargestBatch(request)).toBe(spec.signature.samples.training);
  const limits = { ...specDefaultLimits, maxStorageBufferBindingSize: 70_000 };
  const largest = findLargestBatch({ ...request, limits }) ?? 0;
  expect(fits({ ...request, limits }, largest)).toBe(true);
  expect(fits({ ...request, limits }, largest + 1)).toBe(false);
  expect(findLargestBatch({ ...request, budgetBytes: 1000 })).toBe(0);
  expect(findLargestBatch({ ...request, document: { ...spec.document, connections: [] } })).toBeNull();
});
