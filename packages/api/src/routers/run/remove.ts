import { runs } from "@downhill/db";
import { eq } from "drizzle-orm";
import { runProcedure } from "../../access/projectProcedures.ts";

/** Removes a run with its series and checkpoints. A runner that still trains it is refused from then on. */
export const removeRun = runProcedure("write").mutation(async ({ ctx, input }) => {
  await ctx.database.executor.delete(runs).where(eq(runs.id, input.runId));
  return { removed: true };
});
