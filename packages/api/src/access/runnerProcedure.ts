/** For the holder of a run's lease: a tab or a worker that claimed it. The lease token is the proof; no session is asked for. */
import { runs } from "@downhill/db";
import { AppError } from "@downhill/protocol";
import { eq } from "drizzle-orm";
import { z } from "zod";
import { Id } from "../ids.ts";
import { checkLease } from "../runs/lease.ts";
import { openProcedure } from "../trpc.ts";

const RunnerInput = z.object({
  runId: Id,
  attempt: z.number().int().positive(),
  leaseToken: z.string().min(1).max(100),
});

export const runnerProcedure = openProcedure.input(RunnerInput).use(async ({ ctx, input, next }) => {
  const [run] = await ctx.database.executor
    .select({ attempt: runs.attempt, leaseTokenHash: runs.leaseTokenHash })
    .from(runs)
    .where(eq(runs.id, input.runId));
  if (run === undefined) throw new AppError("not-found", { what: "run" });
  checkLease(run, input);
  const { runId, attempt, leaseToken } = input;
  return next({ ctx: { lease: { runId, attempt, leaseToken } } });
});
