import { models } from "@downhill/db";
import { eq } from "drizzle-orm";
import { z } from "zod";
import { modelProcedure } from "../../access/projectProcedures.ts";
import { Name } from "../../limits.ts";

/** The name is not part of the document: renaming keeps the revision. */
export const renameModel = modelProcedure("write")
  .input(z.object({ name: Name }))
  .mutation(async ({ ctx, input }) => {
    await ctx.database.executor.update(models).set({ name: input.name }).where(eq(models.id, input.modelId));
    return { name: input.name };
  });
