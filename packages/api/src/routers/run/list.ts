import { projectProcedure } from "../../access/projectProcedures.ts";
import { listRuns } from "../../runs/loadRun.ts";

/** Every run of the project, newest first. */
export const listRunsProcedure = projectProcedure("read").query(({ ctx }) =>
  listRuns(ctx.database.executor, ctx.project.id, ctx.now()),
);
