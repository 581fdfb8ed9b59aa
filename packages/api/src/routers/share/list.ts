import { shareLinks } from "@downhill/db";
import { desc, eq } from "drizzle-orm";
import { experimentProcedure } from "../../access/projectProcedures.ts";
import { isActive } from "../../shares/shareLink.ts";

/** The links to an experiment, revoked and expired ones too, newest first. Their tokens are known to those who were given them. */
export const listShares = experimentProcedure("read").query(async ({ ctx, input }) => {
  const rows = await ctx.database.executor
    .select()
    .from(shareLinks)
    .where(eq(shareLinks.experimentId, input.experimentId))
    .orderBy(desc(shareLinks.createdAt), shareLinks.id);
  return rows.map((link) => ({
    id: link.id,
    scope: link.scope,
    includesData: link.includesData,
    createdAtMs: link.createdAt.getTime(),
    expiresAtMs: link.expiresAt?.getTime() ?? null,
    revokedAtMs: link.revokedAt?.getTime() ?? null,
    isActive: isActive(link, ctx.now()),
  }));
});
