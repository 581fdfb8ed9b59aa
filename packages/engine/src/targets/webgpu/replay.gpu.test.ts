/** What a training step costs the host, and that whole runs agree with the reference target. */
import { countElements, type Program, ProgramBuilder, threefry2x32 } from "@downhill/ir";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type EngineDevice, EngineError } from "../../device.ts";
import { specDefaultLimits } from "../../plan.ts";
import { type NodeGpu, openNodeGpu, runProgram, toTensorValues } from "../../testing/index.ts";
import { recordGpu } from "../../testing/recordingGpu.ts";
import { buildSmallConvNet, buildSmallMlp } from "../../testing/trainingPrograms.ts";
import { openReferenceDevice } from "../reference/device.ts";
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

async function openDevice(
  options: Omit<Parameters<typeof openWebgpuDevice>[0], "gpu"> & { gpu?: GPU } = {},
): Promise<EngineDevice> {
  const device = await openWebgpuDevice({ gpu: node!.gpu, ...options });
  open.push(device);
  return device;
}

function makeTensors(program: Program): Record<string, number[]> {
  const tensors: Record<string, number[]> = {};
  for (const [name, type] of Object.entries({ ...program.states, ...program.data })) {
    const random = (i: number) => threefry2x32(name.length, 0, i, 0)[0];
    const isMoment = name === "m" || name === "v";
    tensors[name] = Array.from({ length: countElements(type.shape) }, (_, i) => {
      if (isMoment) return 0;
      return type.dtype === "i32" ? random(i) % 3 : Math.fround(random(i) / 2 ** 32 - 0.5);
    });
  }
  return tensors;
}

function makeScalars(steps: number): Record<string, number[]> {
  const list = Array.from({ length: steps }, (_, i) => i);
  return { start: list.map((i) => i * 8), key: list.map(() => 77), rate: list.map((i) => 0.01 / (1 + i)) };
}

const networks = [
  { name: "MLP", build: buildSmallMlp, mostDispatches: 11 },
  { name: "convolutional network", build: buildSmallConvNet, mostDispatches: 15 },
];

describe.each(networks)("$name", ({ build, mostDispatches }) => {
  const program = build();
  const run = { tensors: makeTensors(program), scalars: makeScalars(12), submits: [4, 4, 4] };

  test("follows the reference step by step", async () => {
    const want = await runProgram(openReferenceDevice(), program, run);
    for (const options of [{ fusion: true }, { fusion: false }]) {
      const got = await runProgram(await openDevice(), program, { ...run, options });
      for (const name of ["loss", "accuracy"]) {
        got.series[name]!.forEach((value, i) => {
          expect(value).toBeCloseTo(want.series[name]![i]!, 4);
        });
      }
      const parameters = got.states.parameters!;
      want.states.parameters!.forEach((value, i) => {
        expect(Math.abs(parameters[i]! - value)).toBeLessThan(2e-3);
      });
    }
  });

  test("runs on what every device grants", async () => {
    const device = await openDevice({ limits: specDefaultLimits });
    const got = await runProgram(device, program, run);
    for (const kernel of got.plan.kernels) expect(kernel.bindings.length).toBeLessThanOrEqual(8);
    const want = await runProgram(await openDevice(), program, run);
    expect(got.series.loss!.at(-1)).toBeCloseTo(want.series.loss!.at(-1)!, 4);
  });

  test("a submit of K steps is one pass of prebuilt dispatches", async () => {
    const { gpu, record } = recordGpu(node!.gpu);
    const device = await openDevice({ gpu });
    const create = (types: Program["states"]) =>
      Object.fromEntries(
        Object.entries(types).map(([name, type]) => [name, device.createTensor(type, toTensorValues(type, run.tensors[name]))]),
      );
    const executable = await device.compile(program, { states: create(program.states), data: create(program.data) });
    const kernels = executable.plan.kernels.length;
    expect(kernels).toBeLessThanOrEqual(mostDispatches);
    const scalars = makeScalars(10);
    const submit = (steps: number) => executable.submit({ steps, values: scalars });
    await submit(1).series;
    for (const steps of [1, 10, 3]) {
      const before = { ...record };
      await submit(steps).series;
      const spent = Object.fromEntries(
        Object.entries(record).map(([key, value]) => [key, value - before[key as keyof typeof before]]),
      );
      expect(spent).toEqual({
        dispatches: kernels * steps,
        passes: 1,
        encoders: 1,
        submits: 1,
        bufferWrites: 1,
        copies: 1,
        maps: 1,
        buffers: 0,
        bindGroups: 0,
        pipelines: 0,
      });
    }
    // Two in flight: neither waits for the other.
    const first = submit(2);
    const second = submit(3);
    expect((await second.series).loss).toHaveLength(3);
    expect((await first.series).loss).toHaveLength(2);
    await Promise.all([first.done, second.done]);
  });
});

test("the optimizer overwrites parameters and moments where they stand, in one kernel", async () => {
  const got = await runProgram(await openDevice(), buildSmallMlp(), {
    tensors: makeTensors(buildSmallMlp()),
    scalars: makeScalars(1),
  });
  const writers = got.plan.kernels.filter((kernel) =>
    kernel.parts.some((part) =>
      part.stores.some((store) => store.kind === "memory" && got.plan.buffers[store.placement.buffer]!.category === "state"),
    ),
  );
  expect(writers).toHaveLength(1);
  // Packed gradient, parameters and the two moments: nothing is copied.
  expect(writers[0]!.bindings).toHaveLength(4);
});

test("states can trade places", async () => {
  const b = new ProgramBuilder();
  const type = { dtype: "f32", shape: [5] } as const;
  const [x, y, z] = [b.state("x", type), b.state("y", type), b.state("z", type)];
  const program = b.finish({ updates: { x: y, y: z, z: b.flip(x, [0]) }, outputs: { x } });
  const tensors = { x: [1, 2, 3, 4, 5], y: [6, 7, 8, 9, 10], z: [11, 12, 13, 14, 15] };
  for (const fusion of [true, false]) {
    const { states, outputs } = await runProgram(await openDevice(), program, { tensors, submits: [1], options: { fusion } });
    expect([...states.x!]).toEqual(tensors.y);
    expect([...states.y!]).toEqual(tensors.z);
    expect([...states.z!]).toEqual([5, 4, 3, 2, 1]);
    expect([...outputs.x!]).toEqual(tensors.x);
  }
});

test("NaN reaches the loss through every kind of kernel", async () => {
  const b = new ProgramBuilder();
  const x = b.data("x", { dtype: "f32", shape: [2, 4, 4, 1] });
  const pooled = b.maxPool(b.relu(x), { size: [2, 2], strides: [2, 2], padLow: [0, 0], padHigh: [0, 0] });
  const flat = b.reshape(pooled, [2, 4]);
  const series = {
    relu: b.sum(b.relu(x)),
    pool: b.sum(pooled),
    clip: b.mean(b.max(b.min(x, 1), -1)),
    extremes: b.sum(b.max(x, b.mul(x, 2))),
    largest: b.reduceMax(x),
    softmax: b.sum(b.softmax(flat, 1)),
    dot: b.sum(b.matmul(flat, b.reshape(flat, [4, 2]))),
    tanh: b.sum(b.tanh(x)),
    exp: b.sum(b.exp(x)),
    log: b.sum(b.log(b.add(x, 1))),
    logOfNegative: b.log(b.sub(b.sum(b.mul(b.relu(flat), 0)), 1)),
    sqrtOfNegative: b.sum(b.sqrt(b.sub(b.slice(b.reshape(x, [32]), [0], [4]), 1))),
    erf: b.sum(b.erf(x)),
  };
  const program = b.finish({ series });
  const values = Array.from({ length: 32 }, (_, i) => (i === 13 ? Number.NaN : i / 32));
  for (const fusion of [true, false]) {
    const got = await runProgram(await openDevice(), program, { tensors: { x: values }, options: { fusion } });
    for (const name of Object.keys(series)) expect([name, got.series[name]![0]]).toEqual([name, Number.NaN]);
  }
});

test("a buffer beyond the limit is refused before anything is allocated, with the block's name", async () => {
  const device = await openDevice({
    limits: { ...specDefaultLimits, maxBufferSize: 1 << 20, maxStorageBufferBindingSize: 1 << 20 },
  });
  const b = new ProgramBuilder();
  const x = b.data("x", { dtype: "f32", shape: [1000] });
  const program = b.withOrigin("dense-7", () => {
    const outer = b.dot(x, x, { contract: [] });
    return b.finish({ series: { s: b.sum(b.matmul(outer, outer)) } });
  });
  const data = { x: device.createTensor({ dtype: "f32", shape: [1000] }) };
  await expect(device.compile(program, { states: {}, data })).rejects.toMatchObject({
    code: "limit-exceeded",
    origin: "dense-7",
    message: expect.stringContaining("3.8 MiB"),
  });
});

test("a shader that the device does not accept names block, kernel and line", async () => {
  const { gpu } = recordGpu(node!.gpu, { alterShader: (code) => code.replace("tanh_f32(v", "tanh_of(v") });
  const device = await openDevice({ gpu });
  const b = new ProgramBuilder();
  const x = b.data("x", { dtype: "f32", shape: [3] });
  const program = b.withOrigin("activation-2", () => b.finish({ outputs: { y: b.tanh(x) } }));
  const data = { x: device.createTensor({ dtype: "f32", shape: [3] }) };
  await expect(device.compile(program, { states: {}, data })).rejects.toMatchObject({
    code: "shader-failed",
    origin: "activation-2",
    message: expect.stringMatching(/kernel "tanh" of "activation-2".*Line \d+: .*tanh_of/),
  });
  // The device itself goes on.
  const sound = b.finish({ outputs: { y: b.exp(x) } });
  await expect(device.compile(sound, { states: {}, data })).resolves.toBeDefined();
});

test("wrong bindings and wrong scalars are said in words", async () => {
  const device = await openDevice();
  const b = new ProgramBuilder();
  const x = b.state("x", { dtype: "f32", shape: [3] });
  const program = b.finish({ updates: { x: b.mul(x, b.scalar("rate", "f32")) } });
  await expect(device.compile(program, { states: {}, data: {} })).rejects.toThrow('No tensor is bound to the state "x".');
  const wrong = device.createTensor({ dtype: "f32", shape: [4] });
  await expect(device.compile(program, { states: { x: wrong }, data: {} })).rejects.toThrow("f32[3]");
  const other = await openDevice();
  const foreign = other.createTensor({ dtype: "f32", shape: [3] });
  await expect(device.compile(program, { states: { x: foreign }, data: {} })).rejects.toThrow("another device");
  const tensor = device.createTensor({ dtype: "f32", shape: [3] }, new Float32Array([1, 2, 3]));
  const executable = await device.compile(program, { states: { x: tensor }, data: {} }, { maxStepsPerSubmit: 2 });
  expect(() => executable.submit({ steps: 3, values: { rate: [1, 1, 1] } })).toThrow(EngineError);
  expect(() => executable.submit({ steps: 2, values: { rate: [1] } })).toThrow("rate");
  await executable.submit({ steps: 2, values: { rate: [2, 3] } }).done;
  expect([...(await tensor.read())]).toEqual([6, 12, 18]);
});

test("every promise settles when the device goes", async () => {
  const device = await openDevice();
  const program = buildSmallMlp();
  const create = (types: Program["states"]) =>
    Object.fromEntries(Object.entries(types).map(([name, type]) => [name, device.createTensor(type)]));
  const states = create(program.states);
  const executable = await device.compile(program, { states, data: create(program.data) });
  const submission = executable.submit({ steps: 8, values: makeScalars(8) });
  const read = states.parameters!.read();
  device.dispose();
  const settled = await Promise.allSettled([submission.done, submission.series, read]);
  for (const result of settled) {
    if (result.status === "rejected") expect(result.reason).toBeInstanceOf(EngineError);
  }
  expect(settled.some(({ status }) => status === "rejected")).toBe(true);
  expect((await device.lost).reason).toBe("destroyed");
  expect(() => executable.submit({ steps: 1, values: makeScalars(1) })).toThrow(EngineError);
  await expect(device.compile(program, { states: {}, data: {} })).rejects.toThrow(EngineError);
});
