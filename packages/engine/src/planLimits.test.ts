/** Plans hold to what a device grants: buffers per kernel, workgroup memory, threads, rows of workgroups. */
import { type Program, ProgramBuilder } from "@downhill/ir";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Plan, type PlanOptions, specDefaultLimits } from "./plan.ts";
import { planProgram } from "./planProgram.ts";
import { writeKernel } from "./targets/webgpu/kernelCode.ts";
import { buildManyHomes, buildManyOutputs, buildWideSum } from "./testing/bindingPrograms.ts";
import { buildRandomProgram } from "./testing/randomProgram.ts";
import { buildSmallConvNet, buildSmallMlp } from "./testing/trainingPrograms.ts";

const optionsOf = (changes: Partial<PlanOptions> = {}): PlanOptions => ({
  limits: specDefaultLimits,
  isSoftware: false,
  fusion: true,
  maxStepsPerSubmit: 64,
  ...changes,
});

/** Bytes of the variables that a workgroup shares, read from the shader. */
function countWorkgroupBytes(code: string): number {
  const arrays = code.matchAll(/var<workgroup> \w+: array<(vec4<)?\w+>*, (\d+)u?>/g);
  return [...arrays].reduce((total, [, vector, size]) => total + Number(size) * (vector === undefined ? 4 : 16), 0);
}

function expectWithin(plan: Plan, { limits }: PlanOptions): void {
  for (const kernel of plan.kernels) {
    expect(kernel.bindings.length).toBeLessThanOrEqual(limits.maxStorageBuffersPerShaderStage);
    expect(new Set(kernel.bindings.map(({ buffer }) => buffer)).size).toBe(kernel.bindings.length);
    expect(kernel.workgroupSize).toBeLessThanOrEqual(limits.maxComputeInvocationsPerWorkgroup);
    for (const count of kernel.workgroups) expect(count).toBeLessThanOrEqual(limits.maxComputeWorkgroupsPerDimension);
    const { text } = writeKernel(plan, kernel);
    expect(countWorkgroupBytes(text)).toBeLessThanOrEqual(limits.maxComputeWorkgroupStorageSize);
    expect(text.includes("var<workgroup>")).toBe(countWorkgroupBytes(text) > 0);
    const total = kernel.parts.reduce((sum, { workgroups }) => sum + workgroups, 0);
    expect(kernel.workgroups[0] * kernel.workgroups[1]).toBeGreaterThanOrEqual(total);
  }
  for (const { sizeBytes } of plan.buffers) {
    expect(sizeBytes).toBeLessThanOrEqual(Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize));
  }
}

/** Contractions large enough for every way to tile them, and a row for a whole workgroup. */
function buildLargeProducts(): Program {
  const b = new ProgramBuilder();
  const x = b.data("x", { dtype: "f32", shape: [512, 784] });
  const w = b.data("w", { dtype: "f32", shape: [784, 256] });
  const y = b.matmul(x, w);
  const outputs = {
    y,
    dx: b.dot(y, w, { contract: [[1, 1]] }),
    dw: b.dot(x, y, { contract: [[0, 0]] }),
    s: b.softmax(b.dot(y, y, { contract: [[1, 1]] }), 1),
  };
  return b.finish({ outputs, series: { loss: b.sum(x) } });
}

const networks: readonly (readonly [name: string, program: Program])[] = [
  ["MLP", buildSmallMlp()],
  ["convolutional network", buildSmallConvNet()],
  ["large products", buildLargeProducts()],
  ["sum of 30 tensors", buildWideSum(30)],
  ["one value in 12 concatenations", buildManyHomes(12)],
  ["one value under 12 names", buildManyOutputs(12)],
];

test.each(networks)("%s is planned within what every device grants", (_, program) => {
  for (const isSoftware of [true, false]) {
    for (const fusion of [true, false]) {
      const options = optionsOf({ isSoftware, fusion });
      expectWithin(planProgram(program, options), options);
    }
  }
});

test("random programs are planned within any limits", () => {
  const choices = fc.array(fc.nat(10_000), { minLength: 40, maxLength: 160 });
  const limits = fc.record({
    maxStorageBuffersPerShaderStage: fc.integer({ min: 5, max: 12 }),
    maxComputeWorkgroupsPerDimension: fc.integer({ min: 32, max: 70_000 }),
  });
  fc.assert(
    fc.property(choices, limits, fc.boolean(), (numbers, changed, fusion) => {
      const options = optionsOf({ fusion, limits: { ...specDefaultLimits, ...changed } });
      expectWithin(planProgram(buildRandomProgram(numbers).program, options), options);
    }),
    { numRuns: 60 },
  );
});
