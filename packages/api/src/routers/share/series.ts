import { shareProcedure } from "../../access/shareProcedure.ts";
import { Id } from "../../ids.ts";
import { loadSeries, SeriesWindow } from "../../runs/loadSeries.ts";
import { checkSharedRun } from "../../shares/sharedRun.ts";

export const getSharedSeries = shareProcedure.input(SeriesWindow.extend({ runId: Id })).query(async ({ ctx, input }) => {
  await checkSharedRun(ctx.database.executor, ctx.link, input.runId);
  return loadSeries(ctx.database, input.runId, input);
});
