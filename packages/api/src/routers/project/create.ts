import { projects } from "@downhill/db";
import { z } from "zod";
import { createDataset, DatasetVersionInput } from "../../datasets/datasetVersion.ts";
import { createId } from "../../ids.ts";
import { Name } from "../../limits.ts";
import { createModel, ModelInput } from "../../models/modelInput.ts";
import { signedInProcedure } from "../../trpc.ts";

const Input = z.object({
  name: Name,
  /** Only datasets without files (generators): files are uploaded into a project that exists. */
  dataset: DatasetVersionInput.extend({ name: Name }).optional(),
  model: ModelInput.extend({ name: Name }).optional(),
});

/** Makes a project, with a dataset and a model that uses it when they are given: all of it or nothing. */
export const createProject = signedInProcedure.input(Input).mutation(({ ctx, input }) =>
  ctx.database.executor.transaction(async (transaction) => {
    const projectId = createId();
    await transaction.insert(projects).values({ id: projectId, ownerId: ctx.user.id, name: input.name });
    const dataset =
      input.dataset === undefined
        ? null
        : await createDataset(transaction, { projectId, name: input.dataset.name }, pickVersion(input.dataset));
    const model =
      input.model === undefined
        ? null
        : await createModel(transaction, { projectId, ...input.model, datasetVersionId: dataset?.version.id ?? null });
    return {
      projectId,
      datasetId: dataset?.datasetId ?? null,
      datasetVersionId: dataset?.version.id ?? null,
      modelId: model?.modelId ?? null,
    };
  }),
);

function pickVersion({ definition, signature, summary }: DatasetVersionInput): DatasetVersionInput {
  return { definition, signature, summary };
}
