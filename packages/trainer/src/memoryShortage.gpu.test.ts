/** Models that ask for more than a device gives: computed in parts to the same effect, or refused with block and number. */
import { openWebgpuDevice } from "@downhill/engine";
import { openNodeGpu, recordGpu } from "@downhill/engine/testing";
import { afterAll, expect, test } from "vitest";
import { decodeCheckpoint } from "./checkpoint/checkpoint.ts";
import type { RunRequest } from "./ports.ts";
import { planRun } from "./run/runPlan.ts";
import { openRunSession } from "./run/runSession.ts";
import { startRun } from "./startRun.ts";
import { buildExperiment, type TestExperimentOptions } from "./testing/experiment.ts";
import { recordCheckpoints, recordEvents } from "./testing/recordings.ts";

const nodeGpu = await openNodeGpu();
if (nodeGpu === undefined)
  throw new Error("No WebGPU adapter in Node: install Chromium and libvulkan1, or run on a machine with a GPU.");
const { gpu } = nodeGpu;
afterAll(() => nodeGpu.close());

const wide = { kind: "dense", parameters: { units: 64, activation: "relu" } };
const head = { kind: "dense", parameters: { units: 3, activation: "softmax" } };
const options = { learningRate: 0.01, epochs: 2, batchSize: 64 };

async function prepare(network: Partial<TestExperimentOptions> = {}) {
  const { spec, dataset } = await buildExperiment({ blocks: [wide, head], options, ...network });
  const events = recordEvents();
  const checkpoints = recordCheckpoints();
  const request: RunRequest = { spec, dataset, events, checkpoints, openDevice: () => openWebgpuDevice({ gpu }) };
  const getWeights = () => {
    const decoded = decodeCheckpoint(checkpoints.saved.at(-1)!.bytes);
    if (!decoded.ok) throw new Error(decoded.message);
    return decoded.value.tensors;
  };
  const getMessages = () => events.events.flatMap((event) => (event.type === "state" && event.message ? [event.message] : []));
  return { events, request, getWeights, getMessages };
}

type Prepared = Awaited<ReturnType<typeof prepare>>;

function expectSameRun(got: Prepared, want: Prepared): void {
  expect(got.getWeights().map(({ name }) => name)).toEqual(want.getWeights().map(({ name }) => name));
  for (const [place, { name, values }] of want.getWeights().entries()) {
    const own = got.getWeights()[place]?.values;
    const worst = Math.max(...Array.from(values, (value, i) => Math.abs(value - (own?.[i] ?? Number.NaN))));
    expect({ name, isClose: worst < 1e-4 }).toEqual({ name, isClose: true });
  }
  for (const series of ["training/loss", "validation/loss"]) {
    const [own, right] = [got.events.getSeries(series), want.events.getSeries(series)];
    expect(own.steps).toEqual(right.steps);
    for (const [place, value] of right.values.entries()) expect(own.values[place]).toBeCloseTo(value, 4);
  }
}

const evaluationMessage =
  /^The evaluation does not fit this device as it is, so it takes \d+ samples at a time; its results are the same\. /;

test("a batch that needs too large a buffer is computed in parts, to the same effect", async () => {
  const whole = await prepare();
  expect((await startRun(whole.request).outcome).state).toBe("finished");
  const parted = await prepare();
  const openDevice = () => openWebgpuDevice({ gpu, limits: { maxStorageBufferBindingSize: 8192 } });
  expect((await startRun({ ...parted.request, openDevice }).outcome).state).toBe("finished");
  expect(parted.getMessages()).toEqual([
    expect.stringMatching(
      /^A batch of 64 does not fit this device, so it is computed in \d+ parts of \d+ samples with one update for all of them\. "Dense: .*" needs 16\.0 KiB in one piece, but this device allows 8\.0 KiB\./,
    ),
    expect.stringMatching(evaluationMessage),
  ]);
  expectSameRun(parted, whole);
});

test("a batch that the memory has no room for is computed in parts, and nothing stays allocated", async () => {
  const whole = await prepare();
  await startRun(whole.request).outcome;
  const parted = await prepare();
  const recording = recordGpu(gpu, {
    lacksMemoryFor: (_, { label, sizeBytes }) => label.startsWith("dense") && sizeBytes > 4096,
  });
  expect((await startRun({ ...parted.request, openDevice: () => openWebgpuDevice({ gpu: recording.gpu }) }).outcome).state).toBe(
    "finished",
  );
  expect(parted.getMessages()[0]).toMatch(/in 4 parts of 16 samples .*The GPU has no room for this program: it needs/);
  expectSameRun(parted, whole);
  expect(recording.getLiveBuffers()).toEqual([]);
});

test("an evaluation that does not fit is cut by itself: the training stays as it is, to the bit", async () => {
  const network = { parameters: { count: 600 }, options: { ...options, batchSize: 8 } };
  const blocks = [wide, { kind: "dropout", parameters: { rate: 0.3 } }, head];
  const whole = await prepare({ ...network, blocks });
  await startRun(whole.request).outcome;
  const cut = await prepare({ ...network, blocks });
  const openDevice = () => openWebgpuDevice({ gpu, limits: { maxStorageBufferBindingSize: 8192 } });
  expect((await startRun({ ...cut.request, openDevice }).outcome).state).toBe("finished");
  expect(cut.getMessages()).toEqual([expect.stringMatching(evaluationMessage)]);
  expect(cut.getMessages()[0]).toMatch(/ needs \d+\.\d KiB in one piece, but this device allows 8\.0 KiB\./);
  expect(cut.getWeights()).toEqual(whole.getWeights());
  expect(cut.events.getSeries("training/loss")).toEqual(whole.events.getSeries("training/loss"));
  expectSameRun(cut, whole);
});

test("an evaluation that the memory has no room for is cut by itself, and nothing stays allocated", async () => {
  const network = { parameters: { count: 600 }, options: { ...options, batchSize: 8 } };
  const whole = await prepare(network);
  await startRun(whole.request).outcome;
  const cut = await prepare(network);
  const recording = recordGpu(gpu, {
    lacksMemoryFor: (_, { label, sizeBytes }) => label.startsWith("dense") && sizeBytes > 8192,
  });
  const openDevice = () => openWebgpuDevice({ gpu: recording.gpu });
  expect((await startRun({ ...cut.request, openDevice }).outcome).state).toBe("finished");
  expect(cut.getMessages()).toEqual([expect.stringMatching(evaluationMessage)]);
  expect(cut.getWeights()).toEqual(whole.getWeights());
  expectSameRun(cut, whole);
  expect(recording.getLiveBuffers()).toEqual([]);
});

test("what cannot be cut is refused with the block and the bytes", async () => {
  const { request } = await prepare({ blocks: [wide, { kind: "batchNormalization" }, head] });
  const openDevice = () => openWebgpuDevice({ gpu, limits: { maxStorageBufferBindingSize: 8192 } });
  expect(await startRun({ ...request, openDevice }).outcome).toEqual({
    state: "failed",
    step: 0,
    message: expect.stringMatching(
      /^"(Dense|Batch normalization).*" needs 16\.0 KiB in one piece, but this device allows 8\.0 KiB\. A smaller batch/,
    ),
  });
});

test("weights that are too large are refused by their size", async () => {
  const { request } = await prepare({ blocks: [{ kind: "dense", parameters: { units: 3000 } }, head] });
  const openDevice = () => openWebgpuDevice({ gpu, limits: { maxStorageBufferBindingSize: 8192 } });
  const outcome = await startRun({ ...request, openDevice }).outcome;
  expect(outcome).toEqual({
    state: "failed",
    step: 0,
    message:
      'The weights need 70.3 KiB in one piece, the most for "Dense 2" (kernel, 35.2 KiB), but this device allows 8.0 KiB. Use smaller layers, or train on another device.',
  });
});

test("a checkpoint that there is no room to read copies one state at a time, and a shortage there is no loss of the device", async () => {
  const { spec, dataset } = await buildExperiment({ blocks: [wide, head], options });
  const planned = planRun(spec, dataset);
  if (!planned.ok) throw new Error(planned.message);
  const plan = planned.value;
  let isFull = false;
  let mostCopies = 0;
  const recording = recordGpu(gpu, {
    lacksMemoryFor: (_, { label }) => {
      const copies = recording.getLiveBuffers().filter((buffer) => buffer.label === "read").length;
      mostCopies = Math.max(mostCopies, copies);
      return label === "read" && isFull;
    },
  });
  const device = await openWebgpuDevice({ gpu: recording.gpu });
  const session = await openRunSession({ device, plan, dataset, states: plan.createInitialStates() });
  await session.submitTraining(0, 1).done;
  isFull = true;
  await expect(session.readStates()).rejects.toMatchObject({
    code: "out-of-memory",
    message: expect.stringContaining("no room to read"),
  });
  isFull = false;
  expect(Object.keys(await session.readStates())).toEqual(Object.keys(plan.states));
  expect(Object.keys(plan.states).length).toBeGreaterThan(1);
  expect(mostCopies).toBe(1);
  session.dispose();
  expect(recording.getLiveBuffers()).toEqual([]);
});
