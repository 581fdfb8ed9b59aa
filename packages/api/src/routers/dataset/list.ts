import { DatasetDefinition } from "@downhill/data";
import { datasets, datasetVersions } from "@downhill/db";
import { DatasetSignature } from "@downhill/model";
import { desc, eq } from "drizzle-orm";
import { projectProcedure } from "../../access/projectProcedures.ts";

/** The project's datasets, each with its newest version (without the summary). Those that cannot be read are left out. */
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
    .flatMap(({ id, name, createdAt, versionId, number, hash, ...stored }) => {
      const definition = DatasetDefinition.safeParse(stored.definition);
      const signature = DatasetSignature.safeParse(stored.signature);
      if (!definition.success || !signature.success) return [];
      const newest = { id: versionId, number, hash, source: definition.data.source, signature: signature.data };
      return { id, name, createdAtMs: createdAt.getTime(), newest };
    });
});
