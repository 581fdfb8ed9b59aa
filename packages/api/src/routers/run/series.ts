import { runProcedure } from "../../access/projectProcedures.ts";
import { loadSeries, SeriesWindow } from "../../runs/loadSeries.ts";

/** The curves of a run: a window of steps, thinned so that every extreme and every non-finite value stays. */
export const getRunSeries = runProcedure("read")
  .input(SeriesWindow)
  .query(({ ctx, input }) => loadSeries(ctx.database, input.runId, input));
