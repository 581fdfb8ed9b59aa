/** A run as it leaves the API. */
import type { runs } from "@downhill/db";
import type { RunnerInfo, RunProgress, RunState, SeriesSummary } from "@downhill/protocol";
import { isInterrupted } from "./lease.ts";

export interface RunSummary {
  readonly id: string;
  readonly experimentId: string;
  readonly state: RunState;
  /** The lease ran out before the run ended: its runner is gone, and the run can be claimed again. */
  readonly isInterrupted: boolean;
  readonly message: string | null;
  readonly attempt: number;
  readonly progress: RunProgress | null;
  readonly runner: RunnerInfo | null;
  readonly firstNonFinite: { readonly series: string; readonly step: number } | null;
  readonly metrics: readonly SeriesSummary[];
  readonly createdAtMs: number;
  readonly startedAtMs: number | null;
  readonly endedAtMs: number | null;
  readonly leaseExpiresAtMs: number | null;
  /** Where a subscription may start that wants only what comes next. */
  readonly lastEventId: string;
}

export function summariseRun(run: typeof runs.$inferSelect, nowMs: number): RunSummary {
  return {
    id: run.id,
    experimentId: run.experimentId,
    state: run.state,
    isInterrupted: isInterrupted(run, nowMs),
    message: run.message,
    attempt: run.attempt,
    progress: run.progress,
    runner: run.runner,
    firstNonFinite: run.firstNonFinite,
    metrics: run.metrics,
    createdAtMs: run.createdAt.getTime(),
    startedAtMs: run.startedAt?.getTime() ?? null,
    endedAtMs: run.endedAt?.getTime() ?? null,
    leaseExpiresAtMs: run.leaseExpiresAt?.getTime() ?? null,
    lastEventId: String(run.lastEventId),
  };
}
