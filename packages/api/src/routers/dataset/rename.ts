import { datasets } from "@downhill/db";
import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { datasetProcedure } from "../../access/projectProcedures.ts";
import { Name } from "../../limits.ts";

export const renameDataset = datasetProcedure("write")
  .input(z.object({ name: Name }))
  .mutation(async ({ ctx, input }) => {
    await ctx.database.executor
      .update(datasets)
      .set({ name: input.name, updatedAt: sql`now()` })
      .where(eq(datasets.id, input.datasetId));
    return { name: input.name };
  });
