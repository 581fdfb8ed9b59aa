/** Memory on the device: counted exactly beforehand, given back whole, and missing without harm. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { type Program, ProgramBuilder } from "@downhill/ir";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { countTensorBytes } from "../../allocation.ts";
import type { EngineDevice } from "../../device.ts";
import { type NodeGpu, openNodeGpu, runProgram } from "../../testing/index.ts";
import { buildRandomProgram } from "../../testing/randomProgram.ts";
import { type LiveBuffer, type RecordingOptions, recordGpu } from "../../testing/recordingGpu.ts";
import { buildSmallConvNet, buildSmallMlp } from "../../testing/trainingPrograms.ts";
import { openWebgpuDevice } from "./device.ts";

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

async function openRecorded(options: RecordingOptions = {}) {
  const recording = recordGpu(node!.gpu, options);
  const device = await openWebgpuDevice({ gpu: recording.gpu });
  open.push(device);
  return { ...recording, device };
}

function bindAll(device: EngineDevice, program: Program) {
  const create = (types: Program["states"]) =>
    Object.fromEntries(Object.entries(types).map(([name, type]) => [name, device.createTensor(type)]));
  const bindings = { states: create(program.states), data: create(program.data) };
  const dispose = () => {
    for (const tensor of [...Object.values(bindings.states), ...Object.values(bindings.data)]) tensor.dispose();
  };
  return { bindings, dispose };
}

/** Node's garbage collector, which has to be asked for. */
function openCollector(): () => void {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect !== "function") throw new Error("This Node gives no access to its garbage collector.");
  return () => collect();
}

const sum = (buffers: readonly LiveBuffer[]) => buffers.reduce((total, { sizeBytes }) => total + sizeBytes, 0);
const sumTensors = (types: Program["states"]) => Object.values(types).reduce((total, type) => total + countTensorBytes(type), 0);

const networks = [
  { name: "MLP", program: buildSmallMlp() },
  { name: "convolutional network", program: buildSmallConvNet() },
];

test.each(networks)("$name: planned bytes are allocated bytes, category by category", async ({ program }) => {
  const { device, getLiveBuffers } = await openRecorded();
  const { bindings, dispose } = bindAll(device, program);
  const bound = getLiveBuffers();
  const executable = await device.compile(program, bindings, { maxStepsPerSubmit: 7 });
  const { memory, buffers } = executable.plan;
  const own = getLiveBuffers().slice(bound.length);
  const sumOf = (category: string) => {
    const names = buffers.filter((buffer) => buffer.category === category).map(({ name }) => name);
    return sum(own.filter(({ label }) => names.includes(label)));
  };
  expect(memory.stateBytes + memory.dataBytes).toBe(sum(bound));
  expect(memory.stateBytes).toBe(sumTensors(program.states));
  expect(memory.dataBytes).toBe(sumTensors(program.data));
  expect(memory.activationBytes).toBe(sumOf("activation"));
  expect(memory.outputBytes).toBe(sumOf("output"));
  expect(memory.seriesBytes).toBe(sumOf("series"));
  expect(memory.stagingBytes).toBe(sum(own.filter(({ label }) => label === "step rows" || label === "series staging")));
  expect(memory.totalBytes).toBe(sum(getLiveBuffers()));
  expect(memory.largestBufferBytes).toBe(Math.max(...getLiveBuffers().map(({ sizeBytes }) => sizeBytes)));
  executable.dispose();
  dispose();
  expect(getLiveBuffers()).toEqual([]);
});

test("random programs take what their plan says", async () => {
  const { device, getLiveBuffers } = await openRecorded();
  const choices = fc.array(fc.nat(10_000), { minLength: 40, maxLength: 120 });
  await fc.assert(
    fc.asyncProperty(choices, async (numbers) => {
      const { program } = buildRandomProgram(numbers);
      const { bindings, dispose } = bindAll(device, program);
      const executable = await device.compile(program, bindings);
      expect(executable.plan.memory.totalBytes).toBe(sum(getLiveBuffers()));
      executable.dispose();
      dispose();
      expect(getLiveBuffers()).toEqual([]);
    }),
    { numRuns: 10 },
  );
});

test("300 rounds of compiling, training and disposing leave nothing behind", async () => {
  const { device, getLiveBuffers } = await openRecorded();
  const program = buildSmallMlp();
  const values = { start: [0, 8], key: [1, 1], rate: [0.01, 0.01] };
  const collect = openCollector();
  const measure = () => {
    collect();
    const { rss, heapUsed } = process.memoryUsage();
    return { rss, heapUsed };
  };
  const measured = [measure()];
  for (let round = 1; round <= 300; round++) {
    const { bindings, dispose } = bindAll(device, program);
    const executable = await device.compile(program, bindings);
    expect((await executable.submit({ steps: 2, values }).series).loss).toHaveLength(2);
    await bindings.states.parameters?.read();
    executable.dispose();
    dispose();
    expect(getLiveBuffers()).toEqual([]);
    if (round % 100 === 0) measured.push(measure());
  }
  // The first hundred warm up. A leak grows in every hundred after that; an adapter's own pools grow once, some time.
  const leastGrowth = (kind: "heapUsed" | "rss") =>
    Math.min(...[2, 3].map((place) => (measured[place]?.[kind] ?? 0) - (measured[place - 1]?.[kind] ?? 0)));
  expect(leastGrowth("heapUsed")).toBeLessThan(2 * 2 ** 20);
  expect(leastGrowth("rss")).toBeLessThan(10 * 2 ** 20);
});

test("kernels of the last models are remembered, those of many models before are not", async () => {
  const { device, record } = await openRecorded();
  /** `count` kernels, of which no other round has more than a few. */
  const compileOthers = async (round: number, count: number) => {
    const b = new ProgramBuilder();
    const outputs = Array.from({ length: count }, (_, i) => {
      const size = 10 + round * count + i;
      return [`y${i}`, b.tanh(b.data(`x${size}`, { dtype: "f32", shape: [size] }))] as const;
    });
    const program = b.finish({ outputs: Object.fromEntries(outputs) });
    const { bindings, dispose } = bindAll(device, program);
    (await device.compile(program, bindings, { fusion: false })).dispose();
    dispose();
  };
  const countFor = async (round: number) => {
    const before = record.pipelines;
    await compileOthers(round, 110);
    return record.pipelines - before;
  };
  expect(await countFor(0)).toBeGreaterThan(100);
  expect(await countFor(0)).toBe(0);
  for (let round = 1; round < 6; round++) expect(await countFor(round)).toBeGreaterThan(100);
  // The first ones had to go, the last ones are there.
  expect(await countFor(5)).toBe(0);
  expect(await countFor(0)).toBeGreaterThan(30);
});

describe("where memory is missing", () => {
  /** Buffers that a whole session of this program makes. */
  async function countBuffers(program: Program): Promise<number> {
    const { device, record } = await openRecorded();
    const { bindings } = bindAll(device, program);
    await device.compile(program, bindings);
    return record.buffers;
  }

  test("whichever buffer it is missing for, compiling fails in words, frees everything, and the device goes on", async () => {
    const program = buildSmallMlp();
    const count = await countBuffers(program);
    let short = 0;
    const { device, getLiveBuffers } = await openRecorded({ lacksMemoryFor: (place) => place === short });
    let made = 0;
    for (let place = 0; place < count; place++) {
      short = made + place;
      const { bindings, dispose } = bindAll(device, program);
      const bound = getLiveBuffers().length;
      await expect(device.compile(program, bindings)).rejects.toMatchObject({
        code: "out-of-memory",
        message: expect.stringMatching(/The GPU has no room for .*[\d.]+ (KiB|MiB|B)/),
      });
      expect(getLiveBuffers()).toHaveLength(bound);
      dispose();
      expect(getLiveBuffers()).toEqual([]);
      // A shortage of a bound tensor is seen before anything else is made.
      made += place < bound ? bound : count;
    }
    short = -1;
    await expect(runProgram(device, program, { scalars: { start: [0], key: [1], rate: [0.1] } })).resolves.toBeDefined();
  });

  test("a tensor beyond the adapter's memory is refused, read or compiled, and the device goes on", async () => {
    const { device } = await openRecorded({ lacksMemoryFor: (_, { sizeBytes }) => sizeBytes > 1_000_000 });
    const large = device.createTensor({ dtype: "f32", shape: [400_000] });
    await expect(large.read()).rejects.toMatchObject({ code: "out-of-memory", message: expect.stringContaining("1.5 MiB") });
    large.dispose();
    const small = device.createTensor({ dtype: "f32", shape: [2] }, Float32Array.of(1, 2));
    expect([...(await small.read())]).toEqual([1, 2]);
  });

  test("the message names what takes the most", async () => {
    const b = new ProgramBuilder();
    const x = b.data("x", { dtype: "f32", shape: [600] });
    const program = b.withOrigin("dense-7", () => {
      const outer = b.dot(x, x, { contract: [] });
      return b.finish({ series: { s: b.sum(b.matmul(outer, outer)) } });
    });
    const { device } = await openRecorded({ lacksMemoryFor: (_, { sizeBytes }) => sizeBytes > 1_000_000 });
    const { bindings } = bindAll(device, program);
    await expect(device.compile(program, bindings)).rejects.toMatchObject({
      code: "out-of-memory",
      message: expect.stringMatching(/the most for "dense-7: .*" \(1\.4 MiB\)/),
    });
  });
});

test("a tensor larger than the device allows is refused where it is made", async () => {
  const device = await openWebgpuDevice({ gpu: node!.gpu, limits: { maxBufferSize: 1 << 20 } });
  open.push(device);
  expect(() => device.createTensor({ dtype: "f32", shape: [300_000] })).toThrow(/1\.1 MiB in one piece.*allows 1\.0 MiB/);
});

test("one tensor cannot be two states, or a state and data", async () => {
  const { device } = await openRecorded();
  const b = new ProgramBuilder();
  const type = { dtype: "f32", shape: [4] } as const;
  const program = b.finish({ updates: { x: b.add(b.state("x", type), b.data("d", type)), y: b.mul(b.state("y", type), 2) } });
  const [one, two] = [device.createTensor(type), device.createTensor(type)];
  await expect(device.compile(program, { states: { x: one, y: one }, data: { d: two } })).rejects.toThrow(
    'state "x" and the state "y"',
  );
  await expect(device.compile(program, { states: { x: one, y: two }, data: { d: one } })).rejects.toThrow(
    'state "x" and the data "d"',
  );
});
