import { projects } from "@downhill/db";
import { eq } from "drizzle-orm";
import { projectProcedure } from "../../access/projectProcedures.ts";

/** Removes the project with everything in it. Its share links open nothing from then on. */
export const removeProject = projectProcedure("write").mutation(async ({ ctx }) => {
  await ctx.database.executor.delete(projects).where(eq(projects.id, ctx.project.id));
  return { removed: true };
});
