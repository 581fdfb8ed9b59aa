import { RunnerInfo } from "@downhill/protocol";
import { z } from "zod";
import { runProcedure } from "../../access/projectProcedures.ts";
import { claimRun } from "../../runs/claimRun.ts";

const Input = z.object({ takeOver: z.boolean().default(false), runner: RunnerInfo.optional() });

/** Resumes an interrupted run: a new attempt that goes on from the latest checkpoint. */
export const claimRunProcedure = runProcedure("write")
  .input(Input)
  .mutation(({ ctx, input: { runId, takeOver, runner } }) =>
    ctx.database.executor.transaction((transaction) =>
      claimRun(transaction, { runId, userId: ctx.user.id, nowMs: ctx.now(), takeOver, runner }),
    ),
  );
