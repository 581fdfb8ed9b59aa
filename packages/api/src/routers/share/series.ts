import { shareProcedure } from "../../access/shareProcedure.ts";
import { Id } from "../../ids.ts";
import { loadSeries, SeriesWindow } from "../../runs/loadSeries.ts";
import { checkSharedRun } from "../../shares/sharedRun.ts";

/** Per link: a page asks when it opens and at each zoom, and a link may be open in a whole classroom. */
const seriesLimit = { count: 600, windowMs: 60_000 };

export const getSharedSeries = shareProcedure.input(SeriesWindow.extend({ runId: Id })).query(async ({ ctx, input }) => {
  ctx.limiter.take(`share-series:${ctx.link.id}`, seriesLimit);
  await checkSharedRun(ctx.database.executor, ctx.link, input.runId);
  return loadSeries(ctx.database, input.runId, input);
});
