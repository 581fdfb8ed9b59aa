/** Whole networks, planned for a device that grants no more than WebGPU's specification promises, and for one that grants even less. */
import { planProgram, specDefaultLimits } from "@downhill/engine";
import { expect, test } from "vitest";
import { planRun } from "./run/runPlan.ts";
import { buildExperiment, type TestExperimentOptions } from "./testing/experiment.ts";
import { testNetworks } from "./testing/networks.ts";

const digits = { generator: "renderedDigits", parameters: { count: 20 } };

const networks: readonly (TestExperimentOptions & { readonly name: string })[] = [
  ...testNetworks,
  {
    name: "LSTMs in both directions over 28 places",
    ...digits,
    blocks: [
      { kind: "reshape", parameters: { targetShape: [28, 28] } },
      { kind: "lstm", parameters: { units: 8, returnSequences: true } },
      { kind: "lstm", parameters: { units: 8, backwards: true } },
      { kind: "dense", parameters: { units: 10, activation: "softmax" } },
    ],
  },
  {
    name: "eight convolutions",
    ...digits,
    blocks: [
      ...Array.from({ length: 8 }, () => [
        { kind: "convolution2d", parameters: { filters: 8, activation: "relu" } },
        { kind: "groupNormalization", parameters: { groups: 4 } },
      ]).flat(),
      { kind: "globalAveragePooling2d" },
      { kind: "dense", parameters: { units: 10, activation: "softmax" } },
    ],
  },
];

test.each(networks)("$name", async (network) => {
  const { spec, dataset } = await buildExperiment(network);
  const planned = planRun(spec, dataset);
  if (!planned.ok) throw new Error(planned.message);
  const { trainingProgram, evaluationProgram } = planned.value;
  for (const program of [trainingProgram, evaluationProgram]) {
    if (!program) continue;
    for (const [isSoftware, bindings] of [
      [true, 8],
      [false, 8],
      [false, 6],
    ] as const) {
      const limits = { ...specDefaultLimits, maxStorageBuffersPerShaderStage: bindings };
      const { kernels, buffers } = planProgram(program, { limits, isSoftware, fusion: true, maxStepsPerSubmit: 64 });
      for (const kernel of kernels) {
        expect(kernel.bindings.length).toBeLessThanOrEqual(bindings);
        expect(kernel.workgroupSize).toBeLessThanOrEqual(limits.maxComputeInvocationsPerWorkgroup);
        for (const count of kernel.workgroups) expect(count).toBeLessThanOrEqual(limits.maxComputeWorkgroupsPerDimension);
      }
      for (const { sizeBytes } of buffers) expect(sizeBytes).toBeLessThanOrEqual(limits.maxStorageBufferBindingSize);
    }
  }
});
