/** What is known of a run besides its curves, in words: for lists, details and share pages. */
import type { CompilerOptions, DatasetSignature } from "@downhill/model";
import { endStates, type RunnerInfo, type RunProgress, type RunState } from "@downhill/protocol";
import { formatCount, formatDuration } from "../../ui/formatNumber.ts";

/** The part of a run that its owner and the visitors of a share link both get. */
export interface ViewedRun {
  readonly id: string;
  readonly state: RunState;
  readonly isInterrupted: boolean;
  readonly message: string | null;
  readonly progress: RunProgress | null;
  /** Visitors are not told the engine. */
  readonly runner: (Pick<RunnerInfo, "kind" | "deviceLabel"> & Partial<Pick<RunnerInfo, "engineVersion">>) | null;
  readonly createdAtMs: number;
  readonly startedAtMs: number | null;
  readonly endedAtMs: number | null;
}

export function isLive(run: Pick<ViewedRun, "state" | "isInterrupted">): boolean {
  return !run.isInterrupted && !endStates.includes(run.state);
}

/** The run to show of several: the latest made. */
export function newestRun<Run extends Pick<ViewedRun, "createdAtMs">>(runs: readonly Run[]): Run | null {
  return runs.reduce<Run | null>((newest, run) => (newest === null || run.createdAtMs > newest.createdAtMs ? run : newest), null);
}

/** Time from start to end, or until now while it trains; null when it has not started or its end is not known. */
export function runDurationMs(run: ViewedRun, nowMs: number): number | null {
  if (run.startedAtMs === null) return null;
  if (run.endedAtMs !== null) return run.endedAtMs - run.startedAtMs;
  return run.isInterrupted ? null : Math.max(0, nowMs - run.startedAtMs);
}

/** Updates per epoch: from the options where they are known, else from how far the run is. */
export function stepsPerEpochOf(run: {
  readonly options: Pick<CompilerOptions, "batchSize"> | null;
  readonly signature: Pick<DatasetSignature, "samples"> | null;
  readonly progress: RunProgress | null;
}): number {
  if (run.options && run.signature) {
    return Math.max(1, Math.ceil(run.signature.samples.training / run.options.batchSize));
  }
  const { progress } = run;
  return progress && progress.epoch > 0 ? Math.max(1, Math.round(progress.step / progress.epoch)) : 1;
}

/** "Step 400 of 650 · 12,400 samples per second · 5.00 s left" */
export function describeProgress(progress: RunProgress, isLiveRun: boolean): string {
  const parts = [`Step ${formatCount(progress.step)} of ${formatCount(progress.totalSteps)}`];
  if (isLiveRun && progress.samplesPerSecond > 0) parts.push(`${formatCount(progress.samplesPerSecond)} samples per second`);
  if (isLiveRun && progress.secondsLeft !== null) parts.push(`${formatDuration(progress.secondsLeft * 1000)} left`);
  return parts.join(" · ");
}

/** "22 November 2026, 20:15", in the reader's time zone. */
export function formatDate(atMs: number): string {
  return new Date(atMs).toLocaleString("en-GB", {
    day: "numeric",
    month: "long",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  });
}

const runnerNames: Record<RunnerInfo["kind"], string> = {
  tab: "in a browser tab",
  worker: "on a worker",
  "command-line": "from the command line",
};

export function describeRunner(runner: Pick<RunnerInfo, "kind" | "deviceLabel">): string {
  return `${runner.deviceLabel}, ${runnerNames[runner.kind]}`;
}
