import { datasetProcedure } from "../../access/projectProcedures.ts";
import { DatasetVersionInput, saveDatasetVersion } from "../../datasets/datasetVersion.ts";

/** Freezes a new version of the dataset; the same definition again gives the version that has it. */
export const saveDatasetVersionProcedure = datasetProcedure("write")
  .input(DatasetVersionInput)
  .mutation(({ ctx, input: { datasetId, definition, signature, summary } }) =>
    ctx.database.executor.transaction((transaction) =>
      saveDatasetVersion(transaction, { projectId: ctx.project.id, datasetId }, { definition, signature, summary }),
    ),
  );
