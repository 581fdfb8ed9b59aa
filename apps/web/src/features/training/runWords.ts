/** A run in words, the same in the bar, the dock and the button. */
import type { RunProgress, RunState } from "@downhill/protocol";
import type { ActiveRun } from "../../training/trainingStore.ts";
import { formatCount, formatDuration, formatNumber } from "../../ui/formatNumber.ts";

const stateLabels: Readonly<Record<RunState, string>> = {
  queued: "Queued",
  compiling: "Compiling",
  running: "Running",
  paused: "Paused",
  finished: "Finished",
  stopped: "Stopped",
  failed: "Failed",
};

export function describeRunState(state: RunState): string {
  return stateLabels[state];
}

export function getProgressShare(
  { totalSteps, state }: Pick<ActiveRun, "totalSteps" | "state">,
  progress: RunProgress | null,
): number | null {
  if (progress && progress.totalSteps > 0) return progress.step / progress.totalSteps;
  return totalSteps > 0 && state !== "compiling" ? 0 : null;
}

/** "Epoch 3.2 of 50", "Step 400 of 6,500", "12,400 samples per second", "5.0 s left". */
export function describeProgressParts(
  { stepsPerEpoch, state }: Pick<ActiveRun, "stepsPerEpoch" | "state">,
  progress: RunProgress | null,
): string[] {
  if (!progress) return [];
  const epochs = Math.round(progress.totalSteps / stepsPerEpoch);
  const parts = [
    `Epoch ${formatNumber(progress.step / stepsPerEpoch)} of ${formatCount(epochs)}`,
    `Step ${formatCount(progress.step)} of ${formatCount(progress.totalSteps)}`,
  ];
  if (progress.samplesPerSecond > 0) parts.push(`${formatCount(progress.samplesPerSecond)} samples per second`);
  if (state === "running" && progress.secondsLeft !== null && progress.secondsLeft > 0) {
    parts.push(`${formatDuration(progress.secondsLeft * 1000)} left`);
  }
  return parts;
}
