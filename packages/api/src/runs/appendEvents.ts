/**
 * Records a batch of events of a leased run, in one transaction: all of it or nothing. Sending the same events again changes nothing,
 * so that a runner whose answer got lost can simply repeat them.
 */
import { type Executor, runEvents, runs } from "@downhill/db";
import { AppError, decodePointValue, maxSeriesPerRun, type RunEvent } from "@downhill/protocol";
import { eq } from "drizzle-orm";
import { addCheckpoints, type NewCheckpoint } from "./addCheckpoints.ts";
import { appendPoints } from "./appendPoints.ts";
import { hasEnded, type Lease, lockLeasedRun, nextLeaseExpiry } from "./lease.ts";
import { notifyRun } from "./runChannel.ts";
import { addToSummaries, type SeriesValues } from "./seriesSummaries.ts";

type Run = typeof runs.$inferSelect;

export interface Appended {
  readonly lastSequence: number;
  readonly leaseExpiresAtMs: number;
  /** Files of checkpoints that newer ones replaced. */
  readonly replacedBlobs: readonly string[];
}

export async function appendEvents(
  transaction: Executor,
  lease: Lease,
  { events, nowMs }: { readonly events: readonly RunEvent[]; readonly nowMs: number },
): Promise<Appended> {
  const run = await lockLeasedRun(transaction, lease);
  // A runner that said goodbye keeps no lease: see `run.release`.
  const leaseExpiresAt = run.leaseExpiresAt === null ? null : nextLeaseExpiry(nowMs);
  const fresh = events.filter((event) => event.sequence > run.lastSequence);
  if (fresh.length === 0) {
    if (!hasEnded(run.state)) await transaction.update(runs).set({ leaseExpiresAt }).where(eq(runs.id, run.id));
    return { lastSequence: run.lastSequence, leaseExpiresAtMs: leaseExpiresAt?.getTime() ?? nowMs, replacedBlobs: [] };
  }
  checkOrder(fresh, run);
  const changes = fresh.reduce((state, event) => applyBody(state, event), startingState(run));
  const lastSequence = run.lastSequence + fresh.length;
  const inserted = await transaction
    .insert(runEvents)
    .values(
      fresh.map(({ sequence, atMs, body }) => ({ runId: run.id, attempt: run.attempt, sequence, at: new Date(atMs), body })),
    )
    .returning({ id: runEvents.id });
  const points = collectPoints(fresh);
  checkSeriesCount(run, points);
  const added = await appendPoints(transaction, { runId: run.id, attempt: run.attempt }, points);
  const replacedBlobs = await addCheckpoints(transaction, run, pickCheckpoints(fresh));
  await transaction
    .update(runs)
    .set({
      ...changes,
      lastSequence,
      lastEventId: Math.max(run.lastEventId, ...inserted.map((row) => row.id)),
      metrics: addToSummaries(run.metrics, added),
      leaseExpiresAt: hasEnded(changes.state) ? null : leaseExpiresAt,
    })
    .where(eq(runs.id, run.id));
  await notifyRun(transaction, run.id);
  return { lastSequence, leaseExpiresAtMs: leaseExpiresAt?.getTime() ?? nowMs, replacedBlobs };
}

/** Events are numbered without gaps: a missing one would be a hole in the curve that no one ever sees. */
function checkOrder(events: readonly RunEvent[], run: Run): void {
  events.forEach((event, index) => {
    const expected = run.lastSequence + index + 1;
    if (event.sequence !== expected) throw new AppError("event-gap", { expected, received: event.sequence });
  });
}

function checkSeriesCount(run: Run, added: readonly SeriesValues[]): void {
  const names = new Set([...run.metrics, ...added].map(({ series }) => series));
  if (names.size > maxSeriesPerRun)
    throw new AppError("invalid-input", { reason: `a run has at most ${maxSeriesPerRun} series` });
}

type RunChanges = Pick<Run, "state" | "message" | "progress" | "firstNonFinite" | "startedAt" | "endedAt">;

function startingState({ state, message, progress, firstNonFinite, startedAt, endedAt }: Run): RunChanges {
  return { state, message, progress, firstNonFinite, startedAt, endedAt };
}

function applyBody(run: RunChanges, { atMs, body }: RunEvent): RunChanges {
  if (hasEnded(run.state)) throw new AppError("run-ended", { state: run.state });
  switch (body.type) {
    case "state": {
      const at = new Date(atMs);
      const isStart = body.state === "running" && run.startedAt === null;
      return {
        ...run,
        state: body.state,
        message: body.message ?? null,
        startedAt: isStart ? at : run.startedAt,
        endedAt: hasEnded(body.state) ? at : null,
      };
    }
    case "progress":
      return { ...run, progress: body.progress };
    case "nonFinite":
      return { ...run, firstNonFinite: run.firstNonFinite ?? { series: body.series, step: body.step } };
    case "points":
    case "checkpoint":
      return run;
  }
}

function collectPoints(events: readonly RunEvent[]): SeriesValues[] {
  const bySeries = new Map<string, { steps: number[]; values: number[] }>();
  for (const { body } of events) {
    if (body.type !== "points") continue;
    for (const { series, steps, values } of body.points) {
      if (steps.length !== values.length) throw new AppError("invalid-input", { reason: `${series} has not one value per step` });
      const collected = bySeries.get(series) ?? { steps: [], values: [] };
      bySeries.set(series, collected);
      steps.forEach((step, index) => {
        const value = values[index];
        const last = collected.steps.at(-1);
        if (value === undefined || (last !== undefined && step <= last)) {
          throw new AppError("invalid-input", { reason: `the steps of ${series} do not grow` });
        }
        collected.steps.push(step);
        collected.values.push(decodePointValue(value));
      });
    }
  }
  return [...bySeries].map(([series, points]) => ({ series, ...points }));
}

function pickCheckpoints(events: readonly RunEvent[]): NewCheckpoint[] {
  return events.map(({ body }) => body).filter((body) => body.type === "checkpoint");
}
