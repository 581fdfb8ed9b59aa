import { shareProcedure } from "../../access/shareProcedure.ts";
import { reportingErrors } from "../../errors.ts";
import { Id } from "../../ids.ts";
import { followRun } from "../../runs/followRun.ts";
import { checkSharedRun } from "../../shares/sharedRun.ts";
import { loadShareLink } from "../../shares/shareLink.ts";
import { LastEventId } from "../run/subscribe.ts";

/** The run, live, for as long as the link is open. Checkpoints name files of the owner, and stay out of it. */
export const subscribeToSharedRun = shareProcedure.input(LastEventId.extend({ runId: Id })).subscription(async function* ({
  ctx,
  input: { token, runId, lastEventId },
  signal,
}) {
  const { database, now, stopping } = ctx;
  await checkSharedRun(database.executor, ctx.link, runId);
  const checkAccess = async (): Promise<void> => {
    await loadShareLink(database.executor, token, now());
  };
  for await (const event of reportingErrors(followRun({ database, runId, lastEventId, signal, stopping, now, checkAccess }))) {
    const [, { body }] = event;
    if (body.type !== "checkpoint") yield event;
  }
});
