import { projects } from "@downhill/db";
import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { projectProcedure } from "../../access/projectProcedures.ts";
import { Name } from "../../limits.ts";

export const renameProject = projectProcedure("write")
  .input(z.object({ name: Name }))
  .mutation(async ({ ctx, input }) => {
    await ctx.database.executor
      .update(projects)
      .set({ name: input.name, updatedAt: sql`now()` })
      .where(eq(projects.id, ctx.project.id));
    return { name: input.name };
  });
