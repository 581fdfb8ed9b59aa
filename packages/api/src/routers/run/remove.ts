import { runs } from "@downhill/db";
import { eq } from "drizzle-orm";
import { runProcedure } from "../../access/projectProcedures.ts";
import { listBlobs, releaseBlobs } from "../../blobs/releaseBlobs.ts";

/** Removes a run with its series and checkpoints. A runner that still trains it is refused from then on. */
export const removeRun = runProcedure("write").mutation(async ({ ctx, input }) => {
  const files = await listBlobs(ctx.database.executor, { runId: input.runId });
  await ctx.database.executor.delete(runs).where(eq(runs.id, input.runId));
  await releaseBlobs(ctx, ctx.project.id, files);
  return { removed: true };
});
