import { experiments } from "@downhill/db";
import { eq } from "drizzle-orm";
import { experimentProcedure } from "../../access/projectProcedures.ts";

/** Removes an experiment with its runs and its share links. Its number is not given again. */
export const removeExperiment = experimentProcedure("write").mutation(async ({ ctx, input }) => {
  await ctx.database.executor.delete(experiments).where(eq(experiments.id, input.experimentId));
  return { removed: true };
});
