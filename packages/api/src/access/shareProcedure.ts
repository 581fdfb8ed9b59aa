/** For the holder of a share link, with or without a session. The link is looked up at every call; guessing is slowed down. */
import { AppError } from "@downhill/protocol";
import { z } from "zod";
import { loadShareLink } from "../shares/shareLink.ts";
import { openProcedure } from "../trpc.ts";

const missLimit = { count: 60, windowMs: 60_000 };
/** Whoever has many addresses, or none that is known, shares this one. An open link is opened even when it is used up. */
const missLimitOfAll = { count: 600, windowMs: 60_000 };

export const shareProcedure = openProcedure.input(z.object({ token: z.string().max(200) })).use(async ({ ctx, input, next }) => {
  const { limiter, clientAddress } = ctx;
  if (clientAddress !== null) limiter.check(`share-miss:${clientAddress}`, missLimit);
  try {
    return next({ ctx: { link: await loadShareLink(ctx.database.executor, input.token, ctx.now()) } });
  } catch (error) {
    if (error instanceof AppError && error.code === "share-link-gone") {
      limiter.take("share-miss", missLimitOfAll);
      if (clientAddress !== null) limiter.count(`share-miss:${clientAddress}`, missLimit);
    }
    throw error;
  }
});
