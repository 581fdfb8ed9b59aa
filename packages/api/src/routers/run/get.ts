import { runProcedure } from "../../access/projectProcedures.ts";
import { loadRun } from "../../runs/loadRun.ts";

export const getRun = runProcedure("read").query(({ ctx, input }) => loadRun(ctx.database.executor, input.runId, ctx.now()));
