/**
 * Which snapshots become checkpoints: the latest one at every interval and at pause, stop and finish, and before it the one of the
 * best epoch when it is not kept yet. Saving goes on behind the training; one that fails is told and does not end the run.
 */
import type { CheckpointStore } from "../ports.ts";
import type { RunReporter } from "../run/runReporter.ts";
import type { RunPosition } from "../run/trainingLoop.ts";
import type { StateValues } from "./stateTensors.ts";

/** The state of a run at a step boundary, on the host. */
export interface Snapshot extends Readonly<RunPosition> {
  readonly states: StateValues;
}

export interface CheckpointKeeper {
  isDue(): boolean;
  /** Remembers the weights of the best epoch so far; saved with the next checkpoint. */
  holdBest(snapshot: Snapshot): void;
  keep(snapshot: Snapshot): void;
  /** Saves the remembered best weights by themselves: after a failure. */
  keepHeldBest(): void;
  /** The latest finite snapshot: what to go on from after a device loss. */
  getLatest(): Snapshot;
  /** The step of the last checkpoint that was safely kept; null when there is none. */
  getKeptStep(): number | null;
  /** Settles when nothing is being saved any more. */
  settle(): Promise<void>;
  /** Problems in saving so far, for the last word of the run. */
  getLastProblem(): string | null;
}

export interface CheckpointKeeperOptions {
  readonly store: CheckpointStore;
  readonly reporter: RunReporter;
  readonly intervalMs: number;
  readonly initial: Snapshot;
  readonly encode: (snapshot: Snapshot) => Uint8Array;
}

const firstIntervalMs = 3000;

export function isFiniteSnapshot({ states }: Snapshot): boolean {
  return Object.values(states).every((values) => values.every(Number.isFinite));
}

function isBestSoFar({ step, best }: Snapshot): boolean {
  return best?.step === step;
}

/** A step that was kept before its evaluation is kept once more when that finds it the best. */
function nameOf(snapshot: Snapshot): string {
  return `${snapshot.step}${isBestSoFar(snapshot) ? ", the best" : ""}`;
}

export function createCheckpointKeeper(options: CheckpointKeeperOptions): CheckpointKeeper {
  const { store, reporter, intervalMs, initial, encode } = options;
  let latest = initial;
  let best: Snapshot | null = null;
  let saving: Promise<void> = Promise.resolve();
  let savingCount = 0;
  let queued = initial.step > 0 ? nameOf(initial) : null;
  let keptStep: number | null = initial.step > 0 ? initial.step : null;
  let lastProblem: string | null = null;
  // The first one comes soon: a tab is closed by mistake early, too.
  let lastKeepMs = performance.now() - Math.max(0, intervalMs - firstIntervalMs);

  const save = async (snapshot: Snapshot) => {
    try {
      const bytes = encode(snapshot);
      const isBest = isBestSoFar(snapshot);
      const { blob } = await store.save({ step: snapshot.step, bytes, isBest });
      keptStep = Math.max(keptStep ?? 0, snapshot.step);
      lastProblem = null;
      reporter.tell({ type: "checkpoint", step: snapshot.step, blob, sizeBytes: bytes.byteLength, isBest });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      lastProblem = `The checkpoint of step ${snapshot.step} could not be saved: ${reason}`;
      reporter.tellProblem(lastProblem);
      // It may be tried again, at the next interval or at the end.
      if (queued === nameOf(snapshot)) queued = null;
    } finally {
      savingCount -= 1;
    }
  };
  const enqueue = (snapshot: Snapshot) => {
    if (nameOf(snapshot) === queued) return;
    queued = nameOf(snapshot);
    savingCount += 1;
    saving = saving.then(() => save(snapshot));
  };

  return {
    isDue: () => savingCount === 0 && performance.now() - lastKeepMs >= intervalMs,
    holdBest(snapshot) {
      if (!isFiniteSnapshot(snapshot)) return;
      best = snapshot;
      latest = snapshot;
    },
    keep(snapshot) {
      lastKeepMs = performance.now();
      if (!isFiniteSnapshot(snapshot)) return;
      if (best && best.step < snapshot.step) enqueue(best);
      best = null;
      latest = snapshot;
      if (snapshot.step > 0) enqueue(snapshot);
    },
    keepHeldBest() {
      if (best) enqueue(best);
      best = null;
    },
    getLatest: () => latest,
    getKeptStep: () => keptStep,
    settle: () => saving,
    getLastProblem: () => lastProblem,
  };
}
