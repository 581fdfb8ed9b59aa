import { AppError } from "@downhill/protocol";
import { z } from "zod";
import { loadProjectOf } from "../../access/loadProjectOf.ts";
import { isAllowed, runProcedure } from "../../access/projectProcedures.ts";
import { reportingErrors } from "../../errors.ts";
import { followRun } from "../../runs/followRun.ts";

/** tRPC puts the last id a browser has seen here when it reconnects. */
export const LastEventId = z.object({
  lastEventId: z
    .string()
    .regex(/^\d{1,15}$/)
    .optional(),
});

export const subscribeToRun = runProcedure("read")
  .input(LastEventId)
  .subscription(({ ctx, input: { runId, lastEventId }, signal }) =>
    reportingErrors(
      followRun({
        database: ctx.database,
        runId,
        lastEventId,
        signal,
        stopping: ctx.stopping,
        now: ctx.now,
        checkAccess: async () => {
          const project = await loadProjectOf(ctx.database.executor, "run", runId);
          if (project === null || !isAllowed(ctx.user, project, "read")) throw new AppError("not-found", { what: "run" });
        },
      }),
    ),
  );
