import { projectProcedure } from "../../access/projectProcedures.ts";
import { createDataset, DatasetVersionInput } from "../../datasets/datasetVersion.ts";
import { Name } from "../../limits.ts";

/** Adds a dataset with version 1. The files it reads must have been uploaded into the project. */
export const createDatasetProcedure = projectProcedure("write")
  .input(DatasetVersionInput.extend({ name: Name }))
  .mutation(({ ctx, input: { name, definition, signature, summary } }) =>
    ctx.database.executor.transaction((transaction) =>
      createDataset(transaction, { projectId: ctx.project.id, name }, { definition, signature, summary }),
    ),
  );
