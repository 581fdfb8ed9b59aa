/** From a token to what its link opens. Wrong, revoked and expired are one answer: nothing, and the same sentence. */
import { type Executor, experiments, shareLinks } from "@downhill/db";
import { AppError, type ShareScope, ShareToken } from "@downhill/protocol";
import { eq } from "drizzle-orm";
import { hashSecret } from "../ids.ts";

export interface OpenedShareLink {
  readonly id: string;
  readonly experimentId: string;
  readonly scope: ShareScope;
  readonly includesData: boolean;
}

export async function loadShareLink(executor: Executor, token: string, nowMs: number): Promise<OpenedShareLink> {
  const link = ShareToken.safeParse(token).success ? await findLink(executor, token) : undefined;
  if (link === undefined || !isActive(link, nowMs)) throw new AppError("share-link-gone");
  const { id, experimentId, scope, includesData } = link;
  return { id, experimentId, scope, includesData };
}

export function isActive(link: { readonly revokedAt: Date | null; readonly expiresAt: Date | null }, nowMs: number): boolean {
  return link.revokedAt === null && (link.expiresAt === null || link.expiresAt.getTime() > nowMs);
}

async function findLink(executor: Executor, token: string): Promise<typeof shareLinks.$inferSelect | undefined> {
  const [row] = await executor
    .select({ link: shareLinks })
    .from(shareLinks)
    .innerJoin(experiments, eq(experiments.id, shareLinks.experimentId))
    .where(eq(shareLinks.tokenHash, hashSecret(token)));
  return row?.link;
}
