import { datasets, datasetVersions } from "@downhill/db";
import { AppError } from "@downhill/protocol";
import { desc, eq } from "drizzle-orm";
import { datasetProcedure } from "../../access/projectProcedures.ts";
import { loadDatasetVersion } from "../../datasets/loadDatasetVersion.ts";

/** A dataset, the list of its versions (newest first), and the newest in full. */
export const getDataset = datasetProcedure("read").query(async ({ ctx, input }) => {
  const { executor } = ctx.database;
  const [dataset] = await executor.select().from(datasets).where(eq(datasets.id, input.datasetId));
  const versions = await executor
    .select({
      id: datasetVersions.id,
      number: datasetVersions.number,
      hash: datasetVersions.hash,
      createdAt: datasetVersions.createdAt,
    })
    .from(datasetVersions)
    .where(eq(datasetVersions.datasetId, input.datasetId))
    .orderBy(desc(datasetVersions.number));
  const [newest] = versions;
  if (dataset === undefined || newest === undefined) throw new AppError("not-found", { what: "dataset" });
  return {
    id: dataset.id,
    projectId: dataset.projectId,
    name: dataset.name,
    createdAtMs: dataset.createdAt.getTime(),
    versions: versions.map(({ createdAt, ...version }) => ({ ...version, createdAtMs: createdAt.getTime() })),
    newest: await loadDatasetVersion(executor, newest.id),
  };
});
