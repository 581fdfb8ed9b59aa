import type { LiveEvent, LiveEventBody } from "@downhill/protocol";
import { describe, expect, it } from "vitest";
import { applyLiveEvent, type LiveRun, withStoredSeries } from "./liveRun.ts";

const fresh: LiveRun = { state: "running", message: null, progress: null, isInterrupted: false, series: {} };

function eventOf(body: LiveEventBody, isInterrupted = false): LiveEvent {
  return { runId: "r", attempt: 1, atMs: 0, body, isInterrupted };
}

function losses(steps: number[], values: (number | null | "Infinity")[]) {
  return { series: "training/loss", steps, values };
}

function readSeries({ series }: LiveRun) {
  return Object.fromEntries(
    Object.entries(series).map(([name, { steps, values }]) => [name, { steps: [...steps], values: [...values] }]),
  );
}

describe("a run seen live", () => {
  it("continues the stored series with live points and keeps what is not finite", () => {
    const stored = withStoredSeries(fresh, [losses([1, 2], [1, 0.5])]);
    const run = applyLiveEvent(stored, eventOf({ type: "points", points: [losses([3, 4], [null, "Infinity"])] }));
    expect(readSeries(run)["training/loss"]).toEqual({
      steps: [1, 2, 3, 4],
      values: [1, 0.5, Number.NaN, Number.POSITIVE_INFINITY],
    });
  });

  it("drops the points that a new attempt trains again", () => {
    const stored = withStoredSeries(fresh, [
      losses([1, 2, 3], [3, 2, 1]),
      { series: "validation/loss", steps: [3], values: [1] },
    ]);
    const resumed = applyLiveEvent(stored, eventOf({ type: "attempt", resumeFromStep: 2 }));
    expect(readSeries(resumed)).toEqual({ "training/loss": { steps: [1, 2], values: [3, 2] } });
    expect(applyLiveEvent(stored, eventOf({ type: "attempt", resumeFromStep: null })).series).toEqual({});
  });

  it("follows state, progress and a runner that is gone", () => {
    const progress = { step: 5, totalSteps: 10, epoch: 1, samplesPerSecond: 100, secondsLeft: 2 };
    const running = applyLiveEvent(fresh, eventOf({ type: "progress", progress }));
    expect(running.progress).toEqual(progress);
    const lost = applyLiveEvent(running, eventOf({ type: "progress", progress }, true));
    expect(lost.isInterrupted).toBe(true);
    const failed = applyLiveEvent(lost, eventOf({ type: "state", state: "failed", message: "Out of memory." }));
    expect(failed).toMatchObject({ state: "failed", message: "Out of memory.", isInterrupted: false });
  });
});
