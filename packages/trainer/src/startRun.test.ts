import { type EngineDevice, EngineError, openReferenceDevice } from "@downhill/engine";
import { RunEventBody } from "@downhill/protocol";
import { describe, expect, test } from "vitest";
import { decodeCheckpoint } from "./checkpoint/checkpoint.ts";
import type { RunRequest } from "./ports.ts";
import { startRun } from "./startRun.ts";
import { buildExperiment, type TestExperimentOptions } from "./testing/experiment.ts";
import { recordCheckpoints, recordEvents } from "./testing/recordings.ts";
import { stopAfter, wrapDevice } from "./testing/watchedDevice.ts";

const classifier: TestExperimentOptions = {
  blocks: [
    { kind: "dense", parameters: { units: 8, activation: "tanh" } },
    { kind: "dense", parameters: { units: 3, activation: "softmax" } },
  ],
  options: { learningRate: 0.02, epochs: 20, batchSize: 16 },
};

async function prepare(changes: Partial<TestExperimentOptions> = {}) {
  const { spec, dataset } = await buildExperiment({ ...classifier, ...changes });
  const events = recordEvents();
  const checkpoints = recordCheckpoints();
  const request: RunRequest = { spec, dataset, events, checkpoints, openDevice: async () => openReferenceDevice() };
  const stepsPerEpoch = Math.ceil(dataset.samples.training / spec.options.batchSize);
  return { spec, dataset, events, checkpoints, request, stepsPerEpoch };
}

describe("startRun", () => {
  test("learns to tell three clouds apart, and tells it in order", async () => {
    const { events, checkpoints, request, stepsPerEpoch } = await prepare();
    const outcome = await startRun(request).outcome;
    const totalSteps = stepsPerEpoch * 20;
    expect(outcome).toEqual({ state: "finished", step: totalSteps });
    expect(events.getStates()).toEqual(["compiling", "running", "finished"]);
    expect(events.getSeries("training/loss").steps).toEqual(Array.from({ length: totalSteps }, (_, place) => place + 1));
    expect(events.getSeries("validation/loss").steps).toEqual(
      Array.from({ length: 20 }, (_, epoch) => (epoch + 1) * stepsPerEpoch),
    );
    expect(events.getSeries("validation/accuracy").values.at(-1)).toBeGreaterThan(0.95);
    expect(events.getSeries("learningRate").values.every((rate) => Math.abs(rate - 0.02) < 1e-9)).toBe(true);
    for (const event of events.events) expect(RunEventBody.safeParse(event).success).toBe(true);
    expect(events.events.at(-1)).toEqual({ type: "state", state: "finished" });
    expect(events.flushCount).toBe(1);
    expect(checkpoints.saved.at(-1)?.step).toBe(totalSteps);
    const steps = checkpoints.saved.map(({ step }) => step);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
  });

  test("the checkpoint holds every tensor by name, and its best epoch", async () => {
    const { checkpoints, events, request } = await prepare();
    await startRun(request).outcome;
    const decoded = decodeCheckpoint(checkpoints.saved.at(-1)!.bytes);
    if (!decoded.ok) throw new Error(decoded.message);
    const names = decoded.value.tensors.map(({ name }) => name);
    expect(names).toContain("parameters/dense1/kernel");
    expect(names).toContain("parameters/dense2/bias");
    expect(names.filter((name) => name.startsWith("optimizer/"))).toHaveLength(8);
    const { steps, values } = events.getSeries("validation/loss");
    const lowest = Math.min(...values);
    expect(decoded.value.manifest.best?.validationLoss).toBeCloseTo(lowest, 6);
    expect(steps).toContain(decoded.value.manifest.best?.step);
  });

  test.each([1, 7, 23, 24])("goes on from step %i exactly as if it had never stopped", async (stopStep) => {
    const whole = await prepare({ options: { ...classifier.options, epochs: 4 } });
    await startRun(whole.request).outcome;

    const first = await prepare({ options: { ...classifier.options, epochs: 4 } });
    const handle = startRun(stopAfter(first.request, stopStep, () => handle.stop()));
    expect((await handle.outcome).state).toBe("stopped");
    const halfway = first.checkpoints.saved.at(-1)!;
    expect(halfway.step).toBeLessThan(whole.stepsPerEpoch * 4);

    const second = await prepare({ options: { ...classifier.options, epochs: 4 } });
    const outcome = await startRun({ ...second.request, resumeFrom: halfway.bytes }).outcome;
    expect(outcome.state).toBe("finished");
    expect(second.events.getSeries("training/loss").steps[0]).toBe(halfway.step + 1);
    expect(second.checkpoints.saved.at(-1)?.bytes).toEqual(whole.checkpoints.saved.at(-1)?.bytes);
    for (const series of ["training/loss", "validation/loss", "validation/accuracy"]) {
      const joined = [first, second].map(({ events }) => events.getSeries(series));
      expect(joined.flatMap(({ values }) => values)).toEqual(whole.events.getSeries(series).values);
      expect(joined.flatMap(({ steps }) => steps)).toEqual(whole.events.getSeries(series).steps);
    }
  });

  test("pauses with a checkpoint, goes on, and ends with the same weights", async () => {
    const whole = await prepare();
    await startRun(whole.request).outcome;
    const { events, checkpoints, request } = await prepare();
    const handle = startRun(request);
    let isPaused = false;
    events.onEvent = (event) => {
      if (event.type === "points" && !isPaused) {
        isPaused = true;
        handle.pause();
      }
      if (event.type === "state" && event.state === "paused") setTimeout(() => handle.resume(), 30);
    };
    expect((await handle.outcome).state).toBe("finished");
    expect(events.getStates()).toEqual(["compiling", "running", "paused", "running", "finished"]);
    expect(checkpoints.saved.length).toBeGreaterThan(1);
    expect(checkpoints.saved.at(-1)?.bytes).toEqual(whole.checkpoints.saved.at(-1)?.bytes);
  });

  test("stops while paused, and stops before the first step", async () => {
    const paused = await prepare();
    const handle = startRun(paused.request);
    handle.pause();
    paused.events.onEvent = (event) => {
      if (event.type === "state" && event.state === "paused") handle.stop();
    };
    expect((await handle.outcome).state).toBe("stopped");
    const early = await prepare();
    const stopped = startRun(early.request);
    stopped.stop();
    expect(await stopped.outcome).toEqual({ state: "stopped", step: 0 });
    expect(early.checkpoints.saved).toEqual([]);
  });

  test("a diverging run ends as failed, says where, and keeps no checkpoint that is not finite", async () => {
    const { events, checkpoints, request } = await prepare({
      generator: "regressionSurface",
      blocks: [
        { kind: "dense", parameters: { units: 8, activation: "linear" } },
        { kind: "dense", parameters: { units: 1 } },
      ],
      options: { learningRate: 10, epochs: 30, batchSize: 16, optimizer: { kind: "sgd", parameters: {} } },
    });
    const outcome = await startRun(request).outcome;
    expect(outcome.state).toBe("failed");
    expect(outcome.message).toMatch(/training loss became .* at step \d+, in epoch 1\..*smaller learning rate \(now 10\)/);
    const nonFinite = events.events.filter((event) => event.type === "nonFinite");
    expect(nonFinite).toEqual([expect.objectContaining({ series: "training/loss", step: outcome.step })]);
    const { steps, values } = events.getSeries("training/loss");
    expect(steps.at(-1)).toBe(outcome.step);
    expect(values.slice(0, -1).every(Number.isFinite)).toBe(true);
    expect(Number.isFinite(values.at(-1))).toBe(false);
    for (const { bytes } of checkpoints.saved) {
      const decoded = decodeCheckpoint(bytes);
      expect(decoded.ok && decoded.value.tensors.every((tensor) => tensor.values.every(Number.isFinite))).toBe(true);
    }
  });

  test("recovers from a lost device and tells every step once", async () => {
    const whole = await prepare();
    await startRun(whole.request).outcome;
    const { events, checkpoints, request } = await prepare();
    const devices: ReturnType<typeof losableDevice>[] = [];
    const handle = startRun({
      ...request,
      async openDevice() {
        let submitted = 0;
        const device = losableDevice((steps) => {
          submitted += steps;
          if (devices.length === 1 && submitted > 60) device.lose();
        });
        devices.push(device);
        return device;
      },
    });
    expect((await handle.outcome).state).toBe("finished");
    expect(devices).toHaveLength(2);
    const messages = events.events.flatMap((event) => (event.type === "state" && event.message ? [event.message] : []));
    expect(messages).toEqual([expect.stringMatching(/device was lost.*going on from step \d+/)]);
    expect(events.getSeries("training/loss")).toEqual(whole.events.getSeries("training/loss"));
    expect(checkpoints.saved.at(-1)?.bytes).toEqual(whole.checkpoints.saved.at(-1)?.bytes);
  });

  test("gives up after three losses", async () => {
    const { request } = await prepare();
    let opened = 0;
    const outcome = await startRun({
      ...request,
      async openDevice() {
        opened += 1;
        const device = losableDevice();
        device.lose();
        return device;
      },
    }).outcome;
    expect(opened).toBe(3);
    expect(outcome).toMatchObject({ state: "failed", message: expect.stringContaining("lost 3 times") });
  });

  test("ends as failed when no device can be opened, or the dataset is another one", async () => {
    const { request, dataset } = await prepare();
    const noDevice = await startRun({
      ...request,
      openDevice: () => Promise.reject(new EngineError("no-adapter", "There is no adapter.")),
    }).outcome;
    expect(noDevice).toEqual({ state: "failed", step: 0, message: "There is no adapter." });
    const other = { ...dataset, samples: { ...dataset.samples, training: 5 } };
    expect((await startRun({ ...request, dataset: other }).outcome).message).toContain("5 training samples");
  });

  test("a model with errors ends as failed with its first error", async () => {
    const { request } = await prepare({ blocks: [{ kind: "dense", parameters: { units: 7 } }] });
    expect(await startRun(request).outcome).toMatchObject({
      state: "failed",
      message: expect.stringMatching(/^The model cannot be trained: /),
    });
  });

  test("refuses a checkpoint of another experiment, and bytes that are none", async () => {
    const { checkpoints, request } = await prepare({ options: { ...classifier.options, epochs: 1 } });
    await startRun(request).outcome;
    const other = await prepare({ options: { ...classifier.options, batchSize: 8 } });
    const resumeFrom = checkpoints.saved.at(-1)!.bytes;
    expect((await startRun({ ...other.request, resumeFrom }).outcome).message).toContain("another experiment");
    expect((await startRun({ ...other.request, resumeFrom: new Uint8Array(40) }).outcome).message).toContain("cannot go on");
  });

  test("a store that fails is told and does not end the run; the outcome waits for a slow sink", async () => {
    const { spec, dataset } = await buildExperiment(classifier);
    let isFlushed = false;
    const events = recordEvents({
      flush: async () => {
        await new Promise((resolve) => setTimeout(resolve, 50));
        isFlushed = true;
      },
    });
    const checkpoints = recordCheckpoints(() => Promise.reject(new Error("the disk is full")));
    const outcome = await startRun({ spec, dataset, events, checkpoints, openDevice: async () => openReferenceDevice() }).outcome;
    expect(isFlushed).toBe(true);
    expect(outcome.state).toBe("finished");
    expect(outcome.message).toContain("the disk is full");
  });

  test("a sink that loses its connection does not leave the outcome open", async () => {
    const { request } = await prepare();
    const events = recordEvents({ flush: () => Promise.reject(new Error("no connection")) });
    const outcome = await startRun({ ...request, events }).outcome;
    expect(outcome).toMatchObject({ state: "finished", message: expect.stringContaining("no connection") });
  });
});

function losableDevice(onSubmit: (steps: number) => void = () => {}): EngineDevice & { lose(): void } {
  const device = openReferenceDevice();
  const { promise: lost, resolve } = Promise.withResolvers<{ reason: "lost"; message: string }>();
  return { ...wrapDevice(device, onSubmit), lost, lose: () => resolve({ reason: "lost", message: "the driver restarted" }) };
}
