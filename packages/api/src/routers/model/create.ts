import { z } from "zod";
import { projectProcedure } from "../../access/projectProcedures.ts";
import { Id } from "../../ids.ts";
import { Name } from "../../limits.ts";
import { createModel, ModelInput } from "../../models/modelInput.ts";

export const createModelProcedure = projectProcedure("write")
  .input(ModelInput.extend({ name: Name, datasetVersionId: z.nullable(Id) }))
  .mutation(({ ctx, input: { name, document, options, datasetVersionId } }) =>
    ctx.database.executor.transaction((transaction) =>
      createModel(transaction, { projectId: ctx.project.id, name, document, options, datasetVersionId }),
    ),
  );
