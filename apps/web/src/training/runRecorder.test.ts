import type { RunEvent, RunEventBody } from "@downhill/protocol";
import { describe, expect, test } from "vitest";
import { createRunRecorder, type Keeping, type RecordingFailure } from "./runRecorder.ts";

const running: RunEventBody = { type: "state", state: "running" };
const pointsAt = (step: number, count = 1): RunEventBody => ({
  type: "points",
  points: [
    { series: "training/loss", steps: Array.from({ length: count }, (_, place) => step + place), values: Array(count).fill(1) },
  ],
});

/** A server that can be cut off or refuse, and a clock moved by hand. */
function openLine() {
  const state = {
    nowMs: 1_000_000,
    stored: [] as RunEvent[],
    appends: 0,
    heartbeats: 0,
    failure: null as RecordingFailure | null,
    keeping: [] as Keeping[],
    refusals: [] as string[],
  };
  const check = () => {
    if (state.failure) throw state.failure;
  };
  const recorder = createRunRecorder({
    server: {
      async append(events) {
        state.appends += 1;
        check();
        const last = state.stored.at(-1)?.sequence ?? 0;
        // As the server does: repeats change nothing, gaps are refused.
        for (const event of events) {
          if (event.sequence <= (state.stored.at(-1)?.sequence ?? 0)) continue;
          if (event.sequence !== (state.stored.at(-1)?.sequence ?? 0) + 1) throw new Error(`gap after ${last}`);
          state.stored.push(event);
        }
      },
      async heartbeat() {
        state.heartbeats += 1;
        check();
      },
    },
    judge: () => state.failure ?? { kind: "temporary" },
    onKeeping: (keeping) => state.keeping.push(keeping),
    onRefused: (message) => state.refusals.push(message),
    now: () => state.nowMs,
  });
  const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 500) {
      state.nowMs += 500;
      recorder.tick();
      await settle();
    }
  };
  return { state, recorder, pass, settle };
}

describe("the recorder of a run", () => {
  test("numbers events from 1, sends the first at once and later ones in batches", async () => {
    const { state, recorder, pass, settle } = openLine();
    recorder.emit(running);
    await settle();
    expect(state.stored.map(({ sequence }) => sequence)).toEqual([1]);
    for (let step = 1; step <= 5; step += 1) recorder.emit(pointsAt(step));
    await settle();
    expect(state.appends).toBe(1);
    await pass(1000);
    expect(state.appends).toBe(2);
    expect(state.stored.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(state.keeping.at(-1)).toBe("kept");
  });

  test("keeps everything while the server is away, waits longer and longer, and loses nothing", async () => {
    const { state, recorder, pass } = openLine();
    state.failure = { kind: "temporary" };
    for (let step = 1; step <= 40; step += 1) {
      recorder.emit(pointsAt(step));
      await pass(500);
    }
    expect(state.appends).toBeLessThan(8);
    expect(state.keeping.at(-1)).toBe("retrying");
    expect(recorder.getPending()).toHaveLength(40);
    state.failure = null;
    await pass(21_000);
    expect(state.stored).toHaveLength(40);
    expect(recorder.getPending()).toHaveLength(0);
  });

  test("a flush waits until the server is back", async () => {
    const { state, recorder, pass, settle } = openLine();
    state.failure = { kind: "temporary" };
    recorder.emit(running);
    let isKept = false;
    const flushed = recorder.flush().then(() => (isKept = true));
    await settle();
    expect(isKept).toBe(false);
    state.failure = null;
    await pass(3000);
    await flushed;
    expect(state.stored).toHaveLength(1);
  });

  test("shows a sign of life when there is nothing to tell", async () => {
    const { state, pass } = openLine();
    await pass(35_000);
    expect(state.heartbeats).toBe(3);
  });

  test("a run that another runner took over is told once, and a flush does not hang", async () => {
    const { state, recorder, pass } = openLine();
    recorder.emit(running);
    await pass(500);
    state.failure = { kind: "final", message: "Another tab has taken over this run." };
    recorder.emit(pointsAt(1));
    const flushed = recorder.flush();
    await expect(flushed).rejects.toThrow("Another tab");
    recorder.emit(pointsAt(2));
    await pass(20_000);
    await expect(recorder.flush()).rejects.toThrow("Another tab");
    expect(state.refusals).toEqual(["Another tab has taken over this run."]);
    expect(state.keeping.at(-1)).toBe("lost");
  });

  test("a long backlog goes in several requests, each small enough", async () => {
    const { state, recorder, settle } = openLine();
    state.failure = { kind: "temporary" };
    recorder.emit(running);
    await settle();
    for (let part = 0; part < 5; part += 1) recorder.emit(pointsAt(1 + part * 60_000, 60_000));
    state.failure = null;
    state.nowMs += 60_000;
    recorder.tick();
    await recorder.flush();
    expect(state.stored).toHaveLength(6);
    expect(state.appends).toBe(1 + 5);
  });
});
