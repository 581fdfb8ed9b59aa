import { shareLinks } from "@downhill/db";
import { ShareScope, TimeMs } from "@downhill/protocol";
import { z } from "zod";
import { experimentProcedure } from "../../access/projectProcedures.ts";
import { loadDatasetVersion } from "../../datasets/loadDatasetVersion.ts";
import { loadExperiment } from "../../experiments/loadExperiments.ts";
import { createId, createSecret, hashSecret } from "../../ids.ts";
import { canBeCopied } from "../../shares/copyable.ts";

const Input = z.object({
  scope: ShareScope.default("model"),
  /** Whoever opens a copy through the link gets the dataset's files with it. The dialog says so. */
  includesData: z.boolean().default(true),
  expiresAtMs: TimeMs.optional(),
});

/** Makes a link to an experiment. The token is answered here and never again. */
export const createShare = experimentProcedure("write")
  .input(Input)
  .mutation(async ({ ctx, input: { experimentId, scope, includesData, expiresAtMs } }) => {
    const { executor } = ctx.database;
    const experiment = await loadExperiment(executor, experimentId, ctx.now());
    const version = await loadDatasetVersion(executor, experiment.datasetVersionId);
    const token = createSecret();
    const shareId = createId();
    await executor.insert(shareLinks).values({
      id: shareId,
      experimentId,
      tokenHash: hashSecret(token),
      scope,
      includesData,
      createdBy: ctx.user.id,
      expiresAt: expiresAtMs === undefined ? null : new Date(expiresAtMs),
    });
    return { shareId, token, scope, includesData, canBeCopied: canBeCopied({ scope, includesData }, version.definition) };
  });
