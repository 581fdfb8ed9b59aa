import { models } from "@downhill/db";
import { AppError } from "@downhill/protocol";
import { eq } from "drizzle-orm";
import { modelProcedure } from "../../access/projectProcedures.ts";
import { readStoredModel } from "../../models/readStored.ts";

export const getModel = modelProcedure("read").query(async ({ ctx, input }) => {
  const [model] = await ctx.database.executor.select().from(models).where(eq(models.id, input.modelId));
  if (model === undefined) throw new AppError("not-found", { what: "model" });
  return {
    id: model.id,
    projectId: model.projectId,
    name: model.name,
    datasetVersionId: model.datasetVersionId,
    ...readStoredModel(model),
    revision: model.revision,
    updatedAtMs: model.updatedAt.getTime(),
  };
});
