/** What a run makes of devices that fail again and again, by a clock that the test sets: losses are forgotten in time. */
import { type EngineDevice, EngineError, openReferenceDevice } from "@downhill/engine";
import { afterEach, expect, test, vi } from "vitest";
import type { RunRequest } from "../ports.ts";
import { startRun } from "../startRun.ts";
import { buildExperiment } from "../testing/experiment.ts";
import { recordCheckpoints, recordEvents } from "../testing/recordings.ts";
import { lendDevice } from "./lendDevice.ts";

afterEach(() => void vi.restoreAllMocks());

const hourMs = 3_600_000;

/** A clock that only ever goes on faster than the real one. */
function openClock() {
  const read = performance.now.bind(performance);
  let aheadMs = 0;
  vi.spyOn(performance, "now").mockImplementation(() => read() + aheadMs);
  return {
    advance(durationMs: number) {
      aheadMs += durationMs;
    },
  };
}

async function prepare() {
  const { spec, dataset } = await buildExperiment({
    blocks: [
      { kind: "dense", parameters: { units: 8, activation: "tanh" } },
      { kind: "dense", parameters: { units: 3, activation: "softmax" } },
    ],
    options: { learningRate: 0.01, epochs: 3, batchSize: 16 },
  });
  const events = recordEvents();
  const request: Omit<RunRequest, "openDevice"> = { spec, dataset, events, checkpoints: recordCheckpoints() };
  const getMessages = () => events.events.flatMap((event) => (event.type === "state" && event.message ? [event.message] : []));
  return { request, getMessages };
}

/** As the device, but `fail` comes before each compilation of a training (with updates) or an evaluation. */
function failAt(fail: (part: "training" | "evaluation") => void): EngineDevice {
  const device = openReferenceDevice();
  return {
    ...lendDevice(device),
    dispose: () => device.dispose(),
    async compile(program, bindings, options) {
      fail(program.updates.some(({ name }) => name === "parameters") ? "training" : "evaluation");
      return device.compile(program, bindings, options);
    },
  };
}

test("a shortage long after a loss is a shortage", async () => {
  const clock = openClock();
  const { request, getMessages } = await prepare();
  let opened = 0;
  const openDevice = async () => {
    opened += 1;
    const place = opened;
    return failAt((part) => {
      if (place === 1) throw new EngineError("device-lost", "The driver restarted.");
      if (place !== 2 || part !== "evaluation") return;
      clock.advance(hourMs);
      throw new EngineError("out-of-memory", "The GPU has no room for this program.");
    });
  };
  expect((await startRun({ ...request, openDevice }).outcome).state).toBe("finished");
  expect(opened).toBe(3);
  expect(getMessages()).toEqual([
    expect.stringMatching(/^The device was lost \(The driver restarted\.\)/),
    expect.stringMatching(/^The evaluation does not fit .* The GPU has no room for this program\.$/),
  ]);
});

test("a shortage right after a loss may be an echo of it, and says what was short when it stays", async () => {
  const { request } = await prepare();
  let opened = 0;
  const openDevice = async () => {
    opened += 1;
    const place = opened;
    return failAt(() => {
      if (place === 1) throw new EngineError("device-lost", "The driver restarted.");
      throw new EngineError("out-of-memory", "The GPU has no room for 12 MiB.");
    });
  };
  const outcome = await startRun({ ...request, openDevice }).outcome;
  expect(outcome.state).toBe("failed");
  expect(outcome.message).toMatch(/^The device was lost 3 times within two minutes\. .* The GPU has no room for 12 MiB\.$/);
});

test("three losses without a step further end the run, however far apart", async () => {
  const clock = openClock();
  const { request } = await prepare();
  let opened = 0;
  const openDevice = async () => {
    opened += 1;
    return failAt(() => {
      clock.advance(hourMs);
      throw new EngineError("device-lost", "The driver restarted.");
    });
  };
  const outcome = await startRun({ ...request, openDevice }).outcome;
  expect(outcome).toMatchObject({ state: "failed", message: expect.stringContaining("lost 3 times going on from step 0.") });
  expect(opened).toBe(3);
});
