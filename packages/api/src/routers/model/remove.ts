import { models } from "@downhill/db";
import { eq } from "drizzle-orm";
import { modelProcedure } from "../../access/projectProcedures.ts";

/** Experiments keep their frozen copy of the model. */
export const removeModel = modelProcedure("write").mutation(async ({ ctx, input }) => {
  await ctx.database.executor.delete(models).where(eq(models.id, input.modelId));
  return { removed: true };
});
