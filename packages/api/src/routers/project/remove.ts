import { projects } from "@downhill/db";
import { eq } from "drizzle-orm";
import { projectProcedure } from "../../access/projectProcedures.ts";
import { listBlobs, releaseBlobs } from "../../blobs/releaseBlobs.ts";

/** Removes the project with everything in it. Its share links open nothing from then on. */
export const removeProject = projectProcedure("write").mutation(async ({ ctx }) => {
  const files = await ctx.database.executor.transaction(async (transaction) => {
    const named = await listBlobs(transaction, { projectId: ctx.project.id });
    await transaction.delete(projects).where(eq(projects.id, ctx.project.id));
    return named;
  });
  await releaseBlobs(ctx, null, files);
  return { removed: true };
});
