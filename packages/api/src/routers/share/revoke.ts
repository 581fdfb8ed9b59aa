import { runs, shareLinks } from "@downhill/db";
import { AppError } from "@downhill/protocol";
import { eq } from "drizzle-orm";
import { shareLinkProcedure } from "../../access/projectProcedures.ts";
import { notifyRun } from "../../runs/runChannel.ts";

/** Closes a link for good. Pages that follow a run through it are woken up, and find it closed. */
export const revokeShare = shareLinkProcedure("write").mutation(({ ctx, input }) =>
  ctx.database.executor.transaction(async (transaction) => {
    const [link] = await transaction.select().from(shareLinks).where(eq(shareLinks.id, input.shareId)).for("update");
    if (link === undefined) throw new AppError("not-found", { what: "share link" });
    const revokedAt = link.revokedAt ?? new Date(ctx.now());
    await transaction.update(shareLinks).set({ revokedAt }).where(eq(shareLinks.id, link.id));
    const followed = await transaction.select({ id: runs.id }).from(runs).where(eq(runs.experimentId, link.experimentId));
    for (const run of followed) await notifyRun(transaction, run.id);
    return { revokedAtMs: revokedAt.getTime() };
  }),
);
