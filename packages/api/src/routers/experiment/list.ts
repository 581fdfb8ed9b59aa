import { projectProcedure } from "../../access/projectProcedures.ts";
import { listExperiments } from "../../experiments/loadExperiments.ts";

export const listExperimentsProcedure = projectProcedure("read").query(({ ctx }) =>
  listExperiments(ctx.database.executor, ctx.project.id, ctx.now()),
);
