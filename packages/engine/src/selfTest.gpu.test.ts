/** The self-test passes where code computes rightly, finds each kind of wrong code, and says what to do. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { EngineDevice } from "./device.ts";
import { optionsFor, runSelfTest } from "./selfTest.ts";
import { buildSelfTest } from "./selfTestProgram.ts";
import { openReferenceDevice } from "./targets/reference/device.ts";
import { openWebgpuDevice } from "./targets/webgpu/device.ts";
import { type NodeGpu, openNodeGpu } from "./testing/index.ts";
import { recordGpu } from "./testing/recordingGpu.ts";

let node: NodeGpu | undefined;
const open: EngineDevice[] = [];

beforeAll(async () => {
  node = await openNodeGpu();
  if (node === undefined) throw new Error("This test needs a WebGPU adapter in Node.");
});
afterAll(() => {
  for (const device of open) device.dispose();
  node?.close();
});

async function openAltered(alterShader: (code: string) => string) {
  const recording = recordGpu(node!.gpu, { alterShader });
  const device = await openWebgpuDevice({ gpu: recording.gpu });
  open.push(device);
  return { device, ...recording };
}

test("a sound adapter passes in few dispatches, and nothing stays behind", async () => {
  const { device, record, getLiveBuffers } = await openAltered((code) => code);
  const result = await runSelfTest(device);
  expect(result).toMatchObject({ verdict: "sound", problems: [] });
  console.log(`Self-test: ${Math.round(result.durationMs)} ms, ${record.dispatches} dispatches, ${record.pipelines} pipelines.`);
  expect(record.dispatches).toBeLessThanOrEqual(16);
  expect(getLiveBuffers()).toEqual([]);
});

test("the reference target passes", async () => {
  expect((await runSelfTest(openReferenceDevice())).verdict).toBe("sound");
});

const mistakes: readonly (readonly [what: string, alter: (code: string) => string])[] = [
  ["functions", (code) => code.replaceAll(/\berf_f32\(v/g, "tanh(v")],
  ["whole numbers", (code) => code.replaceAll("2654435761u", "2654435760u")],
  ["numbers that are not finite", (code) => code.replaceAll("2139095040u", "2147483647u")],
];

test.each(mistakes)("an adapter that gets %s wrong is refused in words", async (what, alter) => {
  let altered = 0;
  const { device } = await openAltered((code) => {
    const changed = alter(code);
    if (changed !== code) altered += 1;
    return changed;
  });
  const { verdict, problems } = await runSelfTest(device);
  expect(altered).toBeGreaterThan(0);
  expect(verdict).toBe("unusable");
  expect(problems[0]).toMatch(new RegExp(`^This device computes ${what} wrongly: \\S+ instead of \\S+\\.$`));
  expect(problems.at(-1)).toMatch(/^Tested without-fusion: This device/);
});

test("where only fused kernels are wrong, the verdict is to do without fusion, and such a device is sound", async () => {
  // Fused kernels have more than one part.
  const alter = (code: string) =>
    code.includes("fn part1(") ? code.replaceAll(/\btanh_f32\(/g, "sin(").replace("fn sin(", "fn tanh_f32(") : code;
  const { device, gpu } = await openAltered(alter);
  const { verdict, problems } = await runSelfTest(device);
  expect(verdict).toBe("without-fusion");
  expect(problems.length).toBeGreaterThan(0);
  const careful = await openWebgpuDevice({ gpu, ...optionsFor(verdict) });
  open.push(careful);
  expect((await runSelfTest(careful)).verdict).toBe("sound");
});

test("where only tiles in workgroup memory are wrong, the verdict is to do without them", async () => {
  let altered = 0;
  const { device, gpu } = await openAltered((code) => {
    const names = Array.from(code.matchAll(/var<workgroup> (\w+)/g), ([, name]) => name);
    if (names.length === 0) return code;
    altered += 1;
    return code.replaceAll(new RegExp(`\\b(${names.join("|")})(\\[.*\\]) = `, "g"), "$1$2 = 2.0 * ");
  });
  const { verdict, problems } = await runSelfTest(device);
  expect(altered).toBeGreaterThan(0);
  expect(verdict).toBe("without-staging");
  expect(problems[0]).toMatch(/^This device computes matrix products wrongly/);
  const careful = await openWebgpuDevice({ gpu, ...optionsFor(verdict) });
  open.push(careful);
  expect((await runSelfTest(careful)).verdict).toBe("sound");
});

test("where only subgroups are wrong, the verdict is to do without them", async () => {
  let altered = 0;
  const { device, gpu } = await openAltered((code) => {
    if (!code.includes("enable subgroups;")) return code;
    altered += 1;
    return code.replaceAll("quadBroadcast(", "-quadBroadcast(");
  });
  const { verdict } = await runSelfTest(device);
  // Not every adapter has them, and real ones may have no use for them.
  expect(verdict).toBe(altered > 0 ? "without-subgroups" : "sound");
  const careful = await openWebgpuDevice({ gpu, ...optionsFor(verdict) });
  open.push(careful);
  expect((await runSelfTest(careful)).verdict).toBe("sound");
});

test("code that the adapter does not accept is a problem, not an exception", async () => {
  const { device } = await openAltered((code) => code.replaceAll(/\berf_f32\(v/g, "erf_of(v"));
  const { verdict, problems } = await runSelfTest(device);
  expect(verdict).toBe("unusable");
  expect(problems[0]).toMatch(/does not accept kernel/);
});

test("the program tries every kind of code", () => {
  const operations = new Set(buildSelfTest().program.nodes.map(({ operation }) => operation.op));
  for (const op of [
    "dot",
    "conv",
    "reduce",
    "argmax",
    "maxPool",
    "gather",
    "scatterAdd",
    "randomBits",
    "permuteIndex",
    "bitcast",
  ]) {
    expect(operations).toContain(op);
  }
});
