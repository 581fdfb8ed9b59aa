import { models } from "@downhill/db";
import { desc, eq } from "drizzle-orm";
import { projectProcedure } from "../../access/projectProcedures.ts";

/** The project's models, the latest changed first, without their documents. */
export const listModels = projectProcedure("read").query(async ({ ctx }) => {
  const rows = await ctx.database.executor
    .select({
      id: models.id,
      name: models.name,
      datasetVersionId: models.datasetVersionId,
      revision: models.revision,
      createdAt: models.createdAt,
      updatedAt: models.updatedAt,
    })
    .from(models)
    .where(eq(models.projectId, ctx.project.id))
    .orderBy(desc(models.updatedAt), models.id);
  return rows.map(({ createdAt, updatedAt, ...model }) => ({
    ...model,
    createdAtMs: createdAt.getTime(),
    updatedAtMs: updatedAt.getTime(),
  }));
});
