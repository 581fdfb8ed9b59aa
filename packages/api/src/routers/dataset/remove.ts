import { datasets, datasetVersions, experiments } from "@downhill/db";
import { AppError } from "@downhill/protocol";
import { eq } from "drizzle-orm";
import { datasetProcedure } from "../../access/projectProcedures.ts";

/** Removes a dataset that no experiment was trained on; models that used it have none from then on. */
export const removeDataset = datasetProcedure("write").mutation(({ ctx, input }) =>
  ctx.database.executor.transaction(async (transaction) => {
    const trained = await transaction
      .select({ id: experiments.id })
      .from(experiments)
      .innerJoin(datasetVersions, eq(datasetVersions.id, experiments.datasetVersionId))
      .where(eq(datasetVersions.datasetId, input.datasetId));
    if (trained.length > 0) throw new AppError("dataset-in-use", { count: trained.length });
    await transaction.delete(datasets).where(eq(datasets.id, input.datasetId));
    return { removed: true };
  }),
);
