import { experiments } from "@downhill/db";
import { eq } from "drizzle-orm";
import { experimentProcedure } from "../../access/projectProcedures.ts";
import { listBlobs, releaseBlobs } from "../../blobs/releaseBlobs.ts";

/** Removes an experiment with its runs and its share links. Its number is not given again. */
export const removeExperiment = experimentProcedure("write").mutation(async ({ ctx, input }) => {
  const files = await listBlobs(ctx.database.executor, { experimentId: input.experimentId });
  await ctx.database.executor.delete(experiments).where(eq(experiments.id, input.experimentId));
  await releaseBlobs(ctx, ctx.project.id, files);
  return { removed: true };
});
