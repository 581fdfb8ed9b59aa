import { AppError } from "@downhill/protocol";
import { shareProcedure } from "../../access/shareProcedure.ts";
import { copyExperiment } from "../../shares/copyExperiment.ts";

/** A copy is a whole project. */
const copyLimit = { count: 20, windowMs: 60_000 };

/** Opens a copy: makes the visitor's own project from what the link opens. */
export const copyShare = shareProcedure.mutation(({ ctx }) => {
  const { user } = ctx;
  if (user === null) throw new AppError("not-signed-in");
  ctx.limiter.take(`share-copy:${user.id}`, copyLimit);
  return ctx.database.executor.transaction((transaction) =>
    copyExperiment(transaction, ctx.link, { userId: user.id, nowMs: ctx.now() }),
  );
});
