import { datasetVersionProcedure } from "../../access/projectProcedures.ts";
import { loadDatasetVersion } from "../../datasets/loadDatasetVersion.ts";

export const getDatasetVersion = datasetVersionProcedure("read").query(({ ctx, input }) =>
  loadDatasetVersion(ctx.database.executor, input.datasetVersionId),
);
