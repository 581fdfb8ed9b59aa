import { RunnerInfo } from "@downhill/protocol";
import { modelProcedure } from "../../access/projectProcedures.ts";
import { Id } from "../../ids.ts";
import { checkModelSize, Name } from "../../limits.ts";
import { ModelInput } from "../../models/modelInput.ts";
import { startExperiment } from "../../runs/startExperiment.ts";

const Input = ModelInput.extend({ datasetVersionId: Id, name: Name.optional(), runner: RunnerInfo.optional() });

/** Freezes what is on the canvas into an experiment and claims its run for the caller. Document and options need not be saved before. */
export const startRun = modelProcedure("write")
  .input(Input)
  .mutation(({ ctx, input: { modelId, document, options, datasetVersionId, name, runner } }) => {
    checkModelSize({ document, options });
    return ctx.database.executor.transaction((transaction) =>
      startExperiment(transaction, {
        projectId: ctx.project.id,
        userId: ctx.user.id,
        nowMs: ctx.now(),
        modelId,
        document,
        options,
        datasetVersionId,
        name,
        runner,
      }),
    );
  });
