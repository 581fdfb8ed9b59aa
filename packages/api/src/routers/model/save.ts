import { models, projects } from "@downhill/db";
import { AppError } from "@downhill/protocol";
import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { modelProcedure } from "../../access/projectProcedures.ts";
import { Id } from "../../ids.ts";
import { checkModelSize } from "../../limits.ts";
import { checkVersionInProject, ModelInput } from "../../models/modelInput.ts";

const Input = ModelInput.extend({
  /** The revision this save started from. Another one in the database means that someone else saved in between. */
  expectedRevision: z.number().int().positive(),
  /** Left out: stays as it is. */
  datasetVersionId: z.nullable(Id).optional(),
});

/** Saves document and options. `revision-conflict` carries `{ expectedRevision, currentRevision }`. */
export const saveModel = modelProcedure("write")
  .input(Input)
  .mutation(({ ctx, input }) => {
    checkModelSize(input);
    return ctx.database.executor.transaction(async (transaction) => {
      if (input.datasetVersionId !== undefined) {
        await checkVersionInProject(transaction, ctx.project.id, input.datasetVersionId);
      }
      const [current] = await transaction
        .select({ revision: models.revision })
        .from(models)
        .where(eq(models.id, input.modelId))
        .for("update");
      if (current === undefined) throw new AppError("not-found", { what: "model" });
      if (current.revision !== input.expectedRevision) {
        throw new AppError("revision-conflict", {
          expectedRevision: input.expectedRevision,
          currentRevision: current.revision,
        });
      }
      const revision = current.revision + 1;
      await transaction
        .update(models)
        .set({
          document: input.document,
          options: input.options,
          revision,
          updatedAt: sql`now()`,
          ...(input.datasetVersionId === undefined ? {} : { datasetVersionId: input.datasetVersionId }),
        })
        .where(eq(models.id, input.modelId));
      await transaction.update(projects).set({ updatedAt: sql`now()` }).where(eq(projects.id, ctx.project.id));
      return { revision };
    });
  });
