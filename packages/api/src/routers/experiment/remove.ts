import { experiments } from "@downhill/db";
import { eq } from "drizzle-orm";
import { experimentProcedure } from "../../access/projectProcedures.ts";
import { listBlobs, releaseBlobs } from "../../blobs/releaseBlobs.ts";

/** Removes an experiment with its runs and its share links. Its number is not given again. */
export const removeExperiment = experimentProcedure("write").mutation(async ({ ctx, input }) => {
  const files = await ctx.database.executor.transaction(async (transaction) => {
    const named = await listBlobs(transaction, { experimentId: input.experimentId });
    await transaction.delete(experiments).where(eq(experiments.id, input.experimentId));
    return named;
  });
  await releaseBlobs(ctx, ctx.project.id, files);
  return { removed: true };
});
