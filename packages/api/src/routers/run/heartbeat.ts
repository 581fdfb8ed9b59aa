import { runs } from "@downhill/db";
import { RunnerInfo } from "@downhill/protocol";
import { eq } from "drizzle-orm";
import { z } from "zod";
import { runnerProcedure } from "../../access/runnerProcedure.ts";
import { hasEnded, lockLeasedRun, nextLeaseExpiry } from "../../runs/lease.ts";

/** A sign of life: renews the lease, also one that ran out while no one else claimed the run (a laptop that slept). */
export const heartbeat = runnerProcedure.input(z.object({ runner: RunnerInfo.optional() })).mutation(({ ctx, input }) =>
  ctx.database.executor.transaction(async (transaction) => {
    const run = await lockLeasedRun(transaction, ctx.lease);
    const leaseExpiresAt = nextLeaseExpiry(ctx.now());
    if (!hasEnded(run.state)) {
      await transaction
        .update(runs)
        .set({ leaseExpiresAt, ...(input.runner === undefined ? {} : { runner: input.runner }) })
        .where(eq(runs.id, run.id));
    }
    return { leaseExpiresAtMs: leaseExpiresAt.getTime() };
  }),
);
