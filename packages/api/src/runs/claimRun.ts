/** Gives a run to a runner: a new attempt number, a new lease, and the latest checkpoint to go on from. */
import { checkpoints, type Executor, experiments, runEvents, runs } from "@downhill/db";
import { AppError, type RunClaim, type RunnerInfo } from "@downhill/protocol";
import { desc, eq } from "drizzle-orm";
import { createSecret, hashSecret } from "../ids.ts";
import { readStoredSpec } from "../models/readStored.ts";
import { hasEnded, isInterrupted, nextLeaseExpiry } from "./lease.ts";
import { notifyRun } from "./runChannel.ts";
import { takeBackAfter } from "./takeBackAfter.ts";

export interface ClaimOptions {
  readonly runId: string;
  readonly userId: string;
  readonly nowMs: number;
  /** Claim it even though a runner of the same user holds it. */
  readonly takeOver: boolean;
  readonly runner: RunnerInfo | undefined;
}

/** Throws `run-ended`, or `lease-held` while another runner keeps the run alive. */
export async function claimRun(transaction: Executor, options: ClaimOptions): Promise<RunClaim> {
  const { runId, userId, nowMs } = options;
  const [run] = await transaction.select().from(runs).where(eq(runs.id, runId)).for("update");
  if (run === undefined) throw new AppError("not-found", { what: "run" });
  if (hasEnded(run.state)) throw new AppError("run-ended", { state: run.state });
  const isFree = run.attempt === 0 || isInterrupted(run, nowMs);
  if (!isFree && !(options.takeOver && run.claimedBy === userId)) throw new AppError("lease-held");

  const [checkpoint] = await transaction
    .select({ step: checkpoints.step, blob: checkpoints.blob })
    .from(checkpoints)
    .where(eq(checkpoints.runId, runId))
    .orderBy(desc(checkpoints.step), desc(checkpoints.id))
    .limit(1);
  const resumeFromStep = checkpoint?.step ?? null;
  const metrics = await takeBackAfter(transaction, runId, resumeFromStep);
  const attempt = run.attempt + 1;
  const leaseToken = createSecret();
  const leaseExpiresAt = nextLeaseExpiry(nowMs);
  const [event] = await transaction
    .insert(runEvents)
    .values({ runId, attempt, sequence: 0, at: new Date(nowMs), body: { type: "attempt", resumeFromStep } })
    .returning({ id: runEvents.id });
  const staysNonFinite = run.firstNonFinite !== null && run.firstNonFinite.step <= (resumeFromStep ?? -1);
  await transaction
    .update(runs)
    .set({
      state: "queued",
      message: null,
      attempt,
      leaseTokenHash: hashSecret(leaseToken),
      leaseExpiresAt,
      claimedBy: userId,
      lastSequence: 0,
      lastEventId: event?.id ?? run.lastEventId,
      runner: options.runner ?? run.runner,
      metrics,
      firstNonFinite: staysNonFinite ? run.firstNonFinite : null,
    })
    .where(eq(runs.id, runId));
  await notifyRun(transaction, runId);

  const [experiment] = await transaction
    .select({ spec: experiments.spec })
    .from(experiments)
    .where(eq(experiments.id, run.experimentId));
  return {
    runId,
    attempt,
    leaseToken,
    leaseExpiresAtMs: leaseExpiresAt.getTime(),
    spec: readStoredSpec(experiment?.spec),
    resumeFrom: checkpoint ?? null,
  };
}
