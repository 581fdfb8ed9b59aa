import { AppError, maxEventsPerBatch, maxPointsPerBatch, RunEvent } from "@downhill/protocol";
import { z } from "zod";
import { loadProjectOf } from "../../access/loadProjectOf.ts";
import { runnerProcedure } from "../../access/runnerProcedure.ts";
import { releaseBlobs } from "../../blobs/releaseBlobs.ts";
import { appendEvents } from "../../runs/appendEvents.ts";

const Input = z.object({ events: z.array(RunEvent).max(maxEventsPerBatch) });

/** Records events in order. Safe to repeat: what is recorded already is skipped. */
export const appendEventsProcedure = runnerProcedure.input(Input).mutation(async ({ ctx, input: { events } }) => {
  if (countPoints(events) > maxPointsPerBatch) {
    throw new AppError("invalid-input", { reason: `a batch holds more than ${maxPointsPerBatch} points` });
  }
  const { replacedBlobs, ...appended } = await ctx.database.executor.transaction((transaction) =>
    appendEvents(transaction, ctx.lease, { events, nowMs: ctx.now() }),
  );
  if (replacedBlobs.length > 0) {
    const project = await loadProjectOf(ctx.database.executor, "run", ctx.lease.runId);
    await releaseBlobs(ctx, project?.id ?? null, replacedBlobs);
  }
  return appended;
});

function countPoints(events: readonly RunEvent[]): number {
  let count = 0;
  for (const { body } of events) {
    if (body.type !== "points") continue;
    for (const { steps } of body.points) count += steps.length;
  }
  return count;
}
