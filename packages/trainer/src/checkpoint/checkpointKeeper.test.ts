import { describe, expect, test } from "vitest";
import { createRunReporter } from "../run/runReporter.ts";
import { recordCheckpoints, recordEvents } from "../testing/recordings.ts";
import { createCheckpointKeeper, type Snapshot } from "./checkpointKeeper.ts";

function snapshotAt(step: number, bestStep: number | null, value = step): Snapshot {
  const best = bestStep === null ? null : { step: bestStep, validationLoss: 1 };
  return { step, evaluatedStep: bestStep ?? 0, best, rateMemory: null, states: { parameters: Float32Array.of(value) } };
}

function openKeeper(onSave?: () => Promise<void>) {
  const checkpoints = recordCheckpoints(onSave);
  const reporter = createRunReporter({
    events: recordEvents(),
    totalSteps: 100,
    stepsPerEpoch: 10,
    samplesPerEpoch: 10,
    startStep: 0,
  });
  const keeper = createCheckpointKeeper({
    store: checkpoints,
    reporter,
    intervalMs: 1e9,
    initial: snapshotAt(0, null),
    encode: ({ step }) => Uint8Array.of(step),
  });
  const listSaved = async () => {
    await keeper.settle();
    return checkpoints.saved.map(({ step, isBest }) => (isBest ? `best ${step}` : step));
  };
  return { keeper, listSaved };
}

describe("a keeper of checkpoints", () => {
  test("keeps the best epoch before the latest step", async () => {
    const { keeper, listSaved } = openKeeper();
    keeper.holdBest(snapshotAt(10, 10));
    keeper.holdBest(snapshotAt(20, 20));
    keeper.keep(snapshotAt(34, 20));
    expect(await listSaved()).toEqual(["best 20", 34]);
  });

  test("keeps a step again that its evaluation found the best only after it was kept", async () => {
    const { keeper, listSaved } = openKeeper();
    keeper.keep(snapshotAt(10, null));
    keeper.holdBest(snapshotAt(10, 10));
    keeper.keep(snapshotAt(15, 10));
    keeper.keep(snapshotAt(20, 10));
    keeper.keep(snapshotAt(20, 20));
    expect(await listSaved()).toEqual([10, "best 10", 15, 20, "best 20"]);
  });

  test("keeps nothing twice, nothing that is not finite, and the best weights after a failure", async () => {
    const { keeper, listSaved } = openKeeper();
    keeper.holdBest(snapshotAt(10, 10));
    keeper.keep(snapshotAt(10, 10));
    keeper.keep(snapshotAt(10, 10));
    keeper.keep(snapshotAt(12, 10, Number.NaN));
    keeper.holdBest(snapshotAt(20, 20));
    keeper.keepHeldBest();
    keeper.keepHeldBest();
    expect(await listSaved()).toEqual(["best 10", "best 20"]);
    expect(keeper.getLatest().step).toBe(20);
  });

  test("tries a step again that could not be saved", async () => {
    let isFull = true;
    const { keeper, listSaved } = openKeeper(() => (isFull ? Promise.reject(new Error("the disk is full")) : Promise.resolve()));
    keeper.keep(snapshotAt(10, null));
    expect(await listSaved()).toEqual([]);
    expect(keeper.getLastProblem()).toContain("the disk is full");
    isFull = false;
    keeper.keep(snapshotAt(10, null));
    expect(await listSaved()).toEqual([10]);
    expect(keeper.getLastProblem()).toBeNull();
  });
});
