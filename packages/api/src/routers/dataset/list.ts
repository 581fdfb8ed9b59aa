import { DatasetDefinition } from "@downhill/data";
import { datasets, datasetVersions } from "@downhill/db";
import { DatasetSignature } from "@downhill/model";
import { desc, eq } from "drizzle-orm";
import { projectProcedure } from "../../access/projectProcedures.ts";

/** The project's datasets, each with its newest version (without the summary). */
export const listDatasets = projectProcedure("read").query(async ({ ctx }) => {
  const rows = await ctx.database.executor
    .selectDistinctOn([datasets.id], {
      id: datasets.id,
      name: datasets.name,
      createdAt: datasets.createdAt,
      versionId: datasetVersions.id,
      number: datasetVersions.number,
      hash: datasetVersions.hash,
      definition: datasetVersions.definition,
      signature: datasetVersions.signature,
    })
    .from(datasets)
    .innerJoin(datasetVersions, eq(datasetVersions.datasetId, datasets.id))
    .where(eq(datasets.projectId, ctx.project.id))
    .orderBy(datasets.id, desc(datasetVersions.number));
  return rows
    .sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime())
    .map((row) => ({
      id: row.id,
      name: row.name,
      createdAtMs: row.createdAt.getTime(),
      newest: {
        id: row.versionId,
        number: row.number,
        hash: row.hash,
        source: DatasetDefinition.parse(row.definition).source,
        signature: DatasetSignature.parse(row.signature),
      },
    }));
});
