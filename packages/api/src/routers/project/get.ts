import { projects } from "@downhill/db";
import { AppError } from "@downhill/protocol";
import { eq } from "drizzle-orm";
import { projectProcedure } from "../../access/projectProcedures.ts";

export const getProject = projectProcedure("read").query(async ({ ctx }) => {
  const [project] = await ctx.database.executor.select().from(projects).where(eq(projects.id, ctx.project.id));
  if (project === undefined) throw new AppError("not-found", { what: "project" });
  return {
    id: project.id,
    name: project.name,
    createdAtMs: project.createdAt.getTime(),
    updatedAtMs: project.updatedAt.getTime(),
  };
});
