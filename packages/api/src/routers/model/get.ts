import { models } from "@downhill/db";
import { CompilerOptions, ModelDocument } from "@downhill/model";
import { AppError } from "@downhill/protocol";
import { eq } from "drizzle-orm";
import { modelProcedure } from "../../access/projectProcedures.ts";

export const getModel = modelProcedure("read").query(async ({ ctx, input }) => {
  const [model] = await ctx.database.executor.select().from(models).where(eq(models.id, input.modelId));
  if (model === undefined) throw new AppError("not-found", { what: "model" });
  return {
    id: model.id,
    projectId: model.projectId,
    name: model.name,
    datasetVersionId: model.datasetVersionId,
    document: ModelDocument.parse(model.document),
    options: CompilerOptions.parse(model.options),
    revision: model.revision,
    updatedAtMs: model.updatedAt.getTime(),
  };
});
