import { experiments } from "@downhill/db";
import { eq } from "drizzle-orm";
import { z } from "zod";
import { experimentProcedure } from "../../access/projectProcedures.ts";
import { Name } from "../../limits.ts";

export const renameExperiment = experimentProcedure("write")
  .input(z.object({ name: Name }))
  .mutation(async ({ ctx, input }) => {
    await ctx.database.executor.update(experiments).set({ name: input.name }).where(eq(experiments.id, input.experimentId));
    return { name: input.name };
  });
