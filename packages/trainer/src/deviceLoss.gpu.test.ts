/** Devices that go away in the middle of a run: it goes on from its last snapshot within seconds, to the same bits; or says why not. */
import { type EngineDevice, openWebgpuDevice } from "@downhill/engine";
import { openNodeGpu, recordGpu } from "@downhill/engine/testing";
import { threefry2x32 } from "@downhill/ir";
import { afterAll, describe, expect, test } from "vitest";
import type { RunRequest } from "./ports.ts";
import { startRun } from "./startRun.ts";
import { buildExperiment } from "./testing/experiment.ts";
import { testNetworks } from "./testing/networks.ts";
import { recordCheckpoints, recordEvents } from "./testing/recordings.ts";

const nodeGpu = await openNodeGpu();
if (nodeGpu === undefined)
  throw new Error("No WebGPU adapter in Node: install Chromium and libvulkan1, or run on a machine with a GPU.");
const { gpu } = nodeGpu;
afterAll(() => nodeGpu.close());

const mostRecoveryMs = 5000;

async function prepare(network = testNetworks[0]!) {
  const { spec, dataset } = await buildExperiment(network);
  const events = recordEvents();
  const checkpoints = recordCheckpoints();
  const request: RunRequest = { spec, dataset, events, checkpoints, openDevice: () => openWebgpuDevice({ gpu }) };
  return {
    events,
    checkpoints,
    request,
    totalSteps: Math.ceil(dataset.samples.training / spec.options.batchSize) * spec.options.epochs,
  };
}

type Loss = "destroyed" | "taken away";

/** Opens devices of which the first `count` go as soon as they were given `step` steps. */
function openLosable(step: number, { kind, count = 1 }: { kind: Loss; count?: number }) {
  const times = { opened: 0, lostMs: 0, againMs: 0 };
  const openDevice = async (): Promise<EngineDevice> => {
    const recording = recordGpu(gpu);
    const device = await openWebgpuDevice({ gpu: recording.gpu });
    times.opened += 1;
    const isDoomed = times.opened <= count;
    const { promise, resolve } = Promise.withResolvers<{ reason: "lost"; message: string }>();
    let submitted = 0;
    return {
      info: device.info,
      lost: kind === "destroyed" ? device.lost : Promise.race([device.lost, promise]),
      createTensor: (type, values) => device.createTensor(type, values),
      dispose: () => device.dispose(),
      async compile(program, bindings, options) {
        const executable = await device.compile(program, bindings, options);
        if (program.updates.length === 0) return executable;
        return {
          plan: executable.plan,
          writeInput: (name, values) => executable.writeInput(name, values),
          readOutput: (name) => executable.readOutput(name),
          dispose: () => executable.dispose(),
          submit(scalars) {
            submitted += scalars.steps;
            const submission = executable.submit(scalars);
            if (!isDoomed && times.againMs === 0) void submission.done.then(() => (times.againMs ||= performance.now()));
            if (isDoomed && submitted >= step) {
              times.lostMs ||= performance.now();
              if (kind === "taken away") resolve({ reason: "lost", message: "the driver restarted" });
              else for (const granted of recording.devices) granted.destroy();
            }
            return submission;
          },
        };
      },
    };
  };
  return { openDevice, times };
}

describe.each(testNetworks)("$name", (network) => {
  test("goes on to the same bits after a loss at any step", async () => {
    const whole = await prepare(network);
    expect(await startRun(whole.request).outcome).toMatchObject({ state: "finished" });
    const seed = network.name.length;
    for (const [place, kind] of (["destroyed", "taken away", "destroyed"] as const).entries()) {
      const step = 1 + (threefry2x32(seed, place, 0, 0)[0] % whole.totalSteps);
      const { events, checkpoints, request } = await prepare(network);
      const { openDevice, times } = openLosable(step, { kind });
      expect(await startRun({ ...request, openDevice }).outcome).toEqual({ state: "finished", step: whole.totalSteps });
      expect(times.opened).toBe(2);
      // A loss at the very end leaves nothing to submit again.
      if (times.againMs > 0) expect(times.againMs - times.lostMs).toBeLessThan(mostRecoveryMs);
      expect(checkpoints.saved.at(-1)?.bytes).toEqual(whole.checkpoints.saved.at(-1)?.bytes);
      for (const series of ["training/loss", "validation/loss"]) {
        expect(events.getSeries(series)).toEqual(whole.events.getSeries(series));
      }
      const messages = events.events.flatMap((event) => (event.type === "state" && event.message ? [event.message] : []));
      expect(messages).toEqual([expect.stringMatching(/^The device was lost .*going on from step \d+\.$/)]);
    }
  });
});

test("goes on to the same bits whenever it is lost: while compiling, training, evaluating or saving", async () => {
  const whole = await prepare();
  const startedMs = performance.now();
  await startRun(whole.request).outcome;
  const durationMs = performance.now() - startedMs;
  for (let seed = 0; seed < 6; seed++) {
    const { checkpoints, events, request, totalSteps } = await prepare();
    const recordings: ReturnType<typeof recordGpu>[] = [];
    const handle = startRun({
      ...request,
      openDevice() {
        const recording = recordGpu(gpu);
        recordings.push(recording);
        return openWebgpuDevice({ gpu: recording.gpu });
      },
    });
    const timer = setTimeout(
      () => {
        for (const device of recordings[0]?.devices ?? []) device.destroy();
      },
      Math.round((durationMs * threefry2x32(seed, 1, 0, 0)[0]) / 2 ** 32),
    );
    expect(await handle.outcome).toEqual({ state: "finished", step: totalSteps });
    clearTimeout(timer);
    expect(recordings.length).toBeLessThanOrEqual(2);
    expect(checkpoints.saved.at(-1)?.bytes).toEqual(whole.checkpoints.saved.at(-1)?.bytes);
    expect(events.getSeries("validation/loss")).toEqual(whole.events.getSeries("validation/loss"));
  }
});

test("a device lost in a pause is replaced when the run goes on", async () => {
  const whole = await prepare();
  await startRun(whole.request).outcome;
  const { checkpoints, events, request } = await prepare();
  const recording = recordGpu(gpu);
  const handle = startRun({ ...request, openDevice: () => openWebgpuDevice({ gpu: recording.gpu }) });
  handle.pause();
  events.onEvent = (event) => {
    if (event.type !== "state" || event.state !== "paused") return;
    recording.devices[0]?.destroy();
    setTimeout(() => handle.resume(), 50);
  };
  expect((await handle.outcome).state).toBe("finished");
  expect(recording.devices).toHaveLength(2);
  expect(checkpoints.saved.at(-1)?.bytes).toEqual(whole.checkpoints.saved.at(-1)?.bytes);
});

test("two losses are survived, the third within two minutes ends the run in words", async () => {
  const twice = await prepare();
  const survivor = openLosable(9, { kind: "destroyed", count: 2 });
  expect((await startRun({ ...twice.request, openDevice: survivor.openDevice }).outcome).state).toBe("finished");
  const thrice = await prepare();
  const { openDevice, times } = openLosable(9, { kind: "destroyed", count: 3 });
  expect(await startRun({ ...thrice.request, openDevice }).outcome).toEqual({
    state: "failed",
    step: 0,
    message:
      "The device was lost 3 times within two minutes. Try a smaller batch size or a smaller model, or train on another device. The last time: The device was disposed.",
  });
  expect(times.opened).toBe(3);
});

test("no room for the model: the run fails in words, and nothing stays allocated", async () => {
  const { request } = await prepare();
  const recording = recordGpu(gpu, { lacksMemoryFor: (_, { label }) => label.startsWith("dense") });
  const outcome = await startRun({ ...request, openDevice: () => openWebgpuDevice({ gpu: recording.gpu }) }).outcome;
  expect(outcome).toMatchObject({
    state: "failed",
    message: expect.stringMatching(/^The GPU has no room for this program: it needs [\d.]+ KiB, .*the most for "Dense.*batch/),
  });
  expect(recording.getLiveBuffers()).toEqual([]);
});

test("no room after a loss counts as a loss: the memory of the lost device may not be free yet", async () => {
  const whole = await prepare();
  await startRun(whole.request).outcome;
  const { checkpoints, request } = await prepare();
  const { openDevice, times } = openLosable(9, { kind: "destroyed" });
  const outcome = await startRun({
    ...request,
    openDevice() {
      if (times.opened !== 1) return openDevice();
      times.opened += 1;
      return openWebgpuDevice({ gpu: recordGpu(gpu, { lacksMemoryFor: () => true }).gpu });
    },
  }).outcome;
  expect(outcome.state).toBe("finished");
  expect(checkpoints.saved.at(-1)?.bytes).toEqual(whole.checkpoints.saved.at(-1)?.bytes);
});

test("a dataset larger than the device holds in one piece is refused, with what helps", async () => {
  const { request } = await prepare();
  const openDevice = () => openWebgpuDevice({ gpu, limits: { maxStorageBufferBindingSize: 1024 } });
  const outcome = await startRun({ ...request, openDevice }).outcome;
  expect(outcome).toMatchObject({
    state: "failed",
    message: expect.stringMatching(
      /^The training samples of "\w+" need 3\.1 KiB in one piece, but this device allows 1\.0 KiB\. Use fewer samples/,
    ),
  });
  expect(outcome.message).not.toContain("batch");
});

test("a loss that is not finite is followed to its source on the device", async () => {
  const { events, request } = await prepare();
  const { dataset } = request;
  const features = dataset.features.map((feature) => {
    if (feature.role === "target") return feature;
    const training = feature.values.training.map((value, place) => (place === 131 ? Number.NaN : value));
    return { ...feature, values: { ...feature.values, training } };
  });
  const outcome = await startRun({ ...request, dataset: { ...dataset, features } }).outcome;
  expect(outcome).toMatchObject({
    state: "failed",
    message: expect.stringMatching(/It began with the batch of training\/\w+, 1 of its/),
  });
  expect(events.events).toContainEqual(
    expect.objectContaining({
      type: "nonFinite",
      step: outcome.step,
      source: expect.objectContaining({ step: outcome.step, origin: "batch", pass: "forward", badElements: 1 }),
    }),
  );
});

test("a shader that the device does not accept is told with the block's name, the kernel and the line", async () => {
  const { request } = await prepare({
    name: "with tanh",
    blocks: [
      { kind: "dense", parameters: { units: 5, activation: "tanh" } },
      { kind: "dense", parameters: { units: 3, activation: "softmax" } },
    ],
  });
  const recording = recordGpu(gpu, { alterShader: (code) => code.replace("tanh_f32(v", "tanh_of(v") });
  const outcome = await startRun({ ...request, openDevice: () => openWebgpuDevice({ gpu: recording.gpu }) }).outcome;
  expect(outcome).toMatchObject({
    state: "failed",
    step: 0,
    message: expect.stringMatching(/^The GPU does not accept kernel ".*" of "Dense"\. Line \d+: .*tanh_of/),
  });
  expect(recording.getLiveBuffers()).toEqual([]);
});
