/** A device that goes at any moment: every promise of the engine settles, with an EngineError where it could not keep its word. */
import { type Program, threefry2x32 } from "@downhill/ir";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type EngineDevice, EngineError } from "../../device.ts";
import { type NodeGpu, openNodeGpu } from "../../testing/index.ts";
import { recordGpu } from "../../testing/recordingGpu.ts";
import { buildSmallConvNet, buildSmallMlp } from "../../testing/trainingPrograms.ts";
import { openWebgpuDevice } from "./device.ts";
import { GPU_COPY_DST } from "./tensor.ts";

let node: NodeGpu | undefined;

beforeAll(async () => {
  node = await openNodeGpu();
  if (node === undefined) throw new Error("This test needs a WebGPU adapter in Node.");
});
afterAll(() => node?.close());

const mostMs = 5000;

/** Settles as the promise does, or fails by its name. */
async function settle(name: string, promise: Promise<unknown>): Promise<unknown> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`"${name}" does not settle.`)), mostMs);
  });
  try {
    return await Promise.race([promise, late]).then(
      () => null,
      (error: unknown) => error,
    );
  } finally {
    clearTimeout(timer);
  }
}

/** Everything one can wait for, begun one after another as a training loop does. */
async function useEverything(device: EngineDevice, program: Program, begun: (name: string, promise: Promise<unknown>) => void) {
  const create = (types: Program["states"]) =>
    Object.fromEntries(Object.entries(types).map(([name, type]) => [name, device.createTensor(type)]));
  const states = create(program.states);
  const data = create(program.data);
  begun("first read", states.parameters!.read());
  const compiling = device.compile(program, { states, data });
  begun("compile", compiling);
  const executable = await compiling;
  for (let round = 0; round < 20; round++) {
    const values = { start: [0, 0], key: [1, 1], rate: [0.1, 0.1] };
    const submission = executable.submit({ steps: 2, values });
    begun("done", submission.done);
    begun("series", submission.series);
    begun("output", executable.readOutput("logits"));
    begun("state", states.parameters!.read());
    if (round % 2 === 1) await submission.done;
  }
}

const wayOut = ["destroyed", "disposed"] as const;

test.each(wayOut)("every promise settles when the device is %s at any moment", async (way) => {
  const programs = [buildSmallMlp(), buildSmallConvNet()];
  let rejected = 0;
  for (let seed = 0; seed < 14; seed++) {
    const recording = recordGpu(node!.gpu);
    const device = await openWebgpuDevice({ gpu: recording.gpu });
    const waiting: { name: string; promise: Promise<unknown> }[] = [];
    const begun = (name: string, promise: Promise<unknown>) => {
      promise.catch(() => {});
      waiting.push({ name, promise });
    };
    const using = useEverything(device, programs[seed % 2]!, begun);
    begun("use", using);
    // From at once to well into the training.
    await new Promise((resolve) => setTimeout(resolve, seed === 0 ? 0 : threefry2x32(seed, 0, 0, 0)[0] % 160));
    if (way === "disposed") device.dispose();
    else for (const granted of recording.devices) granted.destroy();
    await settle("use", using);
    for (const { name, promise } of waiting) {
      const error = await settle(name, promise);
      if (error === null) continue;
      rejected += 1;
      expect(error).toBeInstanceOf(EngineError);
      expect(["disposed", "device-lost"]).toContain(error instanceof EngineError ? error.code : "");
    }
    expect(await settle("lost", device.lost)).toBeNull();
    expect((await device.lost).reason).toBe("destroyed");
    expect(() => device.createTensor({ dtype: "f32", shape: [1] })).toThrow(EngineError);
    device.dispose();
  }
  expect(rejected).toBeGreaterThan(0);
});

test("an error that nobody expected ends the device, and everybody hears of it", async () => {
  const recording = recordGpu(node!.gpu);
  const device = await openWebgpuDevice({ gpu: recording.gpu });
  const tensor = device.createTensor({ dtype: "f32", shape: [4] });
  await tensor.read();
  // Writing beyond the end of a buffer, behind the engine's back.
  const [granted] = recording.devices;
  const buffer = granted!.createBuffer({ size: 16, usage: GPU_COPY_DST });
  granted!.queue.writeBuffer(buffer, 16, new Float32Array(4));
  expect(await settle("lost", device.lost)).toBeNull();
  const loss = await device.lost;
  expect(loss).toMatchObject({
    reason: "lost",
    message: expect.stringContaining("The GPU reported an error"),
    error: { code: "device-lost" },
  });
  await expect(tensor.read()).rejects.toThrow(loss.message);
  expect(() => device.createTensor({ dtype: "f32", shape: [1] })).toThrow(loss.message);
  expect((await granted!.lost).reason).toBe("destroyed");
  device.dispose();
});
