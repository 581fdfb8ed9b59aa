/**
 * Records a batch of events of a leased run, in one transaction: all of it or nothing. Sending the same events again changes nothing,
 * so that a runner whose answer got lost can simply repeat them.
 */
import { checkpoints, type Executor, runEvents, runs } from "@downhill/db";
import { AppError, decodePointValue, type RunEvent, type RunEventBody } from "@downhill/protocol";
import { and, eq } from "drizzle-orm";
import { loadProjectOf } from "../access/loadProjectOf.ts";
import { checkProjectHolds } from "../blobs/projectBlobs.ts";
import { appendPoints } from "./appendPoints.ts";
import { hasEnded, type Lease, lockLeasedRun, nextLeaseExpiry } from "./lease.ts";
import { notifyRun } from "./runChannel.ts";
import { addToSummaries, type SeriesValues } from "./seriesSummaries.ts";

type Run = typeof runs.$inferSelect;

export interface Appended {
  readonly lastSequence: number;
  readonly leaseExpiresAtMs: number;
}

export async function appendEvents(
  transaction: Executor,
  lease: Lease,
  { events, nowMs }: { readonly events: readonly RunEvent[]; readonly nowMs: number },
): Promise<Appended> {
  const run = await lockLeasedRun(transaction, lease);
  const leaseExpiresAt = nextLeaseExpiry(nowMs);
  const fresh = events.filter((event) => event.sequence > run.lastSequence);
  if (fresh.length === 0) {
    if (!hasEnded(run.state)) await transaction.update(runs).set({ leaseExpiresAt }).where(eq(runs.id, run.id));
    return { lastSequence: run.lastSequence, leaseExpiresAtMs: leaseExpiresAt.getTime() };
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
  const added = await appendPoints(transaction, { runId: run.id, attempt: run.attempt }, collectPoints(fresh));
  await addCheckpoints(transaction, run, fresh);
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
  return { lastSequence, leaseExpiresAtMs: leaseExpiresAt.getTime() };
}

/** Events are numbered without gaps: a missing one would be a hole in the curve that no one ever sees. */
function checkOrder(events: readonly RunEvent[], run: Run): void {
  events.forEach((event, index) => {
    const expected = run.lastSequence + index + 1;
    if (event.sequence !== expected) throw new AppError("event-gap", { expected, received: event.sequence });
  });
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

async function addCheckpoints(transaction: Executor, run: Run, events: readonly RunEvent[]): Promise<void> {
  const added = events.map(({ body }) => body).filter((body) => body.type === "checkpoint");
  if (added.length === 0) return;
  const project = await loadProjectOf(transaction, "run", run.id);
  await checkProjectHolds(transaction, project?.id ?? "", [...new Set(added.map((body) => body.blob))]);
  for (const { step, blob, sizeBytes, isBest } of added satisfies Extract<RunEventBody, { type: "checkpoint" }>[]) {
    // There is one best: the newest that says so.
    if (isBest) {
      await transaction
        .update(checkpoints)
        .set({ isBest: false })
        .where(and(eq(checkpoints.runId, run.id), eq(checkpoints.isBest, true)));
    }
    await transaction.insert(checkpoints).values({ runId: run.id, attempt: run.attempt, step, blob, sizeBytes, isBest });
  }
}
