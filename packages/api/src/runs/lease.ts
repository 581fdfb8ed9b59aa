/** The lease of a run: who may record it, and until when without a sign of life. */
import { type Executor, runs } from "@downhill/db";
import { AppError, endStates, leaseDurationMs, type RunState } from "@downhill/protocol";
import { eq } from "drizzle-orm";
import { hashSecret } from "../ids.ts";

export interface Lease {
  readonly runId: string;
  readonly attempt: number;
  readonly leaseToken: string;
}

/** Fencing: throws `attempt-superseded` for an earlier attempt, `not-found` for a token that was never given. */
export function checkLease(run: { attempt: number; leaseTokenHash: string | null }, lease: Omit<Lease, "runId">): void {
  if (lease.attempt < run.attempt) throw new AppError("attempt-superseded", { attempt: run.attempt });
  if (lease.attempt !== run.attempt || run.leaseTokenHash !== hashSecret(lease.leaseToken)) {
    throw new AppError("not-found", { what: "run" });
  }
}

/** Holds the run's row until the transaction ends, and checks the lease on what it then reads. */
export async function lockLeasedRun(transaction: Executor, lease: Lease): Promise<typeof runs.$inferSelect> {
  const [run] = await transaction.select().from(runs).where(eq(runs.id, lease.runId)).for("update");
  if (run === undefined) throw new AppError("not-found", { what: "run" });
  checkLease(run, lease);
  return run;
}

export function hasEnded(state: RunState): boolean {
  return endStates.includes(state);
}

/** A run that someone claimed and no one keeps alive any more. */
export function isInterrupted(
  run: { readonly state: RunState; readonly attempt: number; readonly leaseExpiresAt: Date | null },
  nowMs: number,
): boolean {
  return !hasEnded(run.state) && run.attempt > 0 && (run.leaseExpiresAt?.getTime() ?? 0) <= nowMs;
}

export function nextLeaseExpiry(nowMs: number): Date {
  return new Date(nowMs + leaseDurationMs);
}
