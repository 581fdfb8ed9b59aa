import { projects } from "@downhill/db";
import { eq } from "drizzle-orm";
import { projectProcedure } from "../../access/projectProcedures.ts";
import { listBlobs, releaseBlobs } from "../../blobs/releaseBlobs.ts";

/** Removes the project with everything in it. Its share links open nothing from then on. */
export const removeProject = projectProcedure("write").mutation(async ({ ctx }) => {
  const files = await listBlobs(ctx.database.executor, { projectId: ctx.project.id });
  await ctx.database.executor.delete(projects).where(eq(projects.id, ctx.project.id));
  await releaseBlobs(ctx, null, files);
  return { removed: true };
});
