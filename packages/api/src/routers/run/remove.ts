import { runs } from "@downhill/db";
import { eq } from "drizzle-orm";
import { runProcedure } from "../../access/projectProcedures.ts";
import { listBlobs, releaseBlobs } from "../../blobs/releaseBlobs.ts";

/** Removes a run with its series and checkpoints. A runner that still trains it is refused from then on. */
export const removeRun = runProcedure("write").mutation(async ({ ctx, input }) => {
  const files = await ctx.database.executor.transaction(async (transaction) => {
    const named = await listBlobs(transaction, { runId: input.runId });
    await transaction.delete(runs).where(eq(runs.id, input.runId));
    return named;
  });
  await releaseBlobs(ctx, ctx.project.id, files);
  return { removed: true };
});
