import { runs } from "@downhill/db";
import { eq } from "drizzle-orm";
import { runnerProcedure } from "../../access/runnerProcedure.ts";
import { hasEnded, lockLeasedRun } from "../../runs/lease.ts";
import { notifyRun } from "../../runs/runChannel.ts";

/**
 * A runner's goodbye (a tab that is being closed): the run counts as interrupted at once, instead of when its lease runs out. A heartbeat
 * of the same attempt takes it back; events do not, since the last ones of a closing page may arrive after its goodbye.
 */
export const releaseRun = runnerProcedure.mutation(({ ctx }) =>
  ctx.database.executor.transaction(async (transaction) => {
    const run = await lockLeasedRun(transaction, ctx.lease);
    if (!hasEnded(run.state)) {
      await transaction.update(runs).set({ leaseExpiresAt: null }).where(eq(runs.id, run.id));
      await notifyRun(transaction, run.id);
    }
    return { released: true };
  }),
);
