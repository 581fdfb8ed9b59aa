import { experimentProcedure } from "../../access/projectProcedures.ts";
import { loadExperiment } from "../../experiments/loadExperiments.ts";

/** An experiment with its runs and its frozen model, compiler options and dataset signature. */
export const getExperiment = experimentProcedure("read").query(({ ctx, input }) =>
  loadExperiment(ctx.database.executor, input.experimentId, ctx.now()),
);
