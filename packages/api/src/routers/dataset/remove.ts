import { DatasetDefinition } from "@downhill/data";
import { datasets, datasetVersions, experiments } from "@downhill/db";
import { AppError } from "@downhill/protocol";
import { eq } from "drizzle-orm";
import { datasetProcedure } from "../../access/projectProcedures.ts";
import { releaseBlobs } from "../../blobs/releaseBlobs.ts";
import { blobsOf } from "../../datasets/datasetVersion.ts";

/** Removes a dataset that no experiment was trained on; models that used it have none from then on. */
export const removeDataset = datasetProcedure("write").mutation(async ({ ctx, input }) => {
  const files = await ctx.database.executor.transaction(async (transaction) => {
    const trained = await transaction
      .select({ id: experiments.id })
      .from(experiments)
      .innerJoin(datasetVersions, eq(datasetVersions.id, experiments.datasetVersionId))
      .where(eq(datasetVersions.datasetId, input.datasetId));
    if (trained.length > 0) throw new AppError("dataset-in-use", { count: trained.length });
    const versions = await transaction
      .select({ definition: datasetVersions.definition })
      .from(datasetVersions)
      .where(eq(datasetVersions.datasetId, input.datasetId));
    await transaction.delete(datasets).where(eq(datasets.id, input.datasetId));
    return versions.flatMap((version) => {
      // Files of a version that cannot be read go with the project.
      const definition = DatasetDefinition.safeParse(version.definition);
      return definition.success ? blobsOf(definition.data) : [];
    });
  });
  await releaseBlobs(ctx, ctx.project.id, files);
  return { removed: true };
});
