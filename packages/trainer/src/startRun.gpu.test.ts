/** The same run on WebGPU: repeatable bit for bit, through a checkpoint and through a lost device. */
import { openWebgpuDevice } from "@downhill/engine";
import { openNodeGpu } from "@downhill/engine/testing";
import { afterAll, expect, test } from "vitest";
import type { RunRequest } from "./ports.ts";
import { startRun } from "./startRun.ts";
import { buildExperiment } from "./testing/experiment.ts";
import { recordCheckpoints, recordEvents } from "./testing/recordings.ts";

const nodeGpu = await openNodeGpu();
if (nodeGpu === undefined)
  throw new Error("No WebGPU adapter in Node: install Chromium and libvulkan1, or run on a machine with a GPU.");
const { gpu } = nodeGpu;
afterAll(() => nodeGpu.close());

async function prepare() {
  const { spec, dataset } = await buildExperiment({
    blocks: [
      { kind: "dense", parameters: { units: 16, activation: "relu" } },
      { kind: "dropout", parameters: { rate: 0.2 } },
      { kind: "dense", parameters: { units: 3, activation: "softmax" } },
    ],
    options: { learningRate: 0.02, epochs: 12, batchSize: 16 },
  });
  const events = recordEvents();
  const checkpoints = recordCheckpoints();
  const openDevice = () => openWebgpuDevice({ gpu });
  const request: RunRequest = { spec, dataset, events, checkpoints, openDevice };
  return { events, checkpoints, request, stepsPerEpoch: Math.ceil(dataset.samples.training / 16) };
}

test("a run stopped in the middle of an epoch goes on bit for bit", async () => {
  const whole = await prepare();
  expect((await startRun(whole.request).outcome).state).toBe("finished");
  expect(whole.events.getSeries("validation/accuracy").values.at(-1)).toBeGreaterThan(0.9);

  const first = await prepare();
  const handle = startRun(first.request);
  first.events.onEvent = (event) => {
    if (event.type === "points") handle.stop();
  };
  expect((await handle.outcome).state).toBe("stopped");
  const halfway = first.checkpoints.saved.at(-1)!;
  expect(halfway.step).toBeGreaterThan(0);
  expect(halfway.step).toBeLessThan(whole.stepsPerEpoch * 12);

  const second = await prepare();
  expect((await startRun({ ...second.request, resumeFrom: halfway.bytes }).outcome).state).toBe("finished");
  expect(second.checkpoints.saved.at(-1)?.bytes).toEqual(whole.checkpoints.saved.at(-1)?.bytes);
  for (const series of ["training/loss", "validation/loss"]) {
    const joined = [first, second].flatMap(({ events }) => events.getSeries(series).values);
    expect(joined).toEqual(whole.events.getSeries(series).values);
  }
});

test("a destroyed device is replaced, and the run ends with the same weights", async () => {
  const whole = await prepare();
  await startRun(whole.request).outcome;
  const { events, checkpoints, request } = await prepare();
  let opened = 0;
  let granted: GPUDevice | null = null;
  const handle = startRun({
    ...request,
    openDevice() {
      opened += 1;
      return openWebgpuDevice({ gpu: rememberDevices(gpu, (device) => (granted ??= device)) });
    },
  });
  events.onEvent = (event) => {
    if (event.type === "points" && opened === 1) granted?.destroy();
  };
  expect(await handle.outcome).toMatchObject({ state: "finished" });
  expect(opened).toBe(2);
  expect(events.getSeries("training/loss")).toEqual(whole.events.getSeries("training/loss"));
  expect(checkpoints.saved.at(-1)?.bytes).toEqual(whole.checkpoints.saved.at(-1)?.bytes);
});

/** The same GPU, telling which devices it hands out. */
function rememberDevices(inner: GPU, remember: (device: GPUDevice) => void): GPU {
  return new Proxy(inner, {
    get(target, name) {
      if (name !== "requestAdapter") return Reflect.get(target, name, target);
      return async (options?: GPURequestAdapterOptions) => {
        const adapter = await target.requestAdapter(options);
        if (adapter === null) return null;
        const requestDevice = adapter.requestDevice.bind(adapter);
        adapter.requestDevice = async (descriptor) => {
          const device = await requestDevice(descriptor);
          remember(device);
          return device;
        };
        return adapter;
      };
    },
  });
}
