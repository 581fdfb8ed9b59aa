import { openProcedure } from "../../trpc.ts";

/** Who is asking; null before the browser has a session. */
export const getSession = openProcedure.query(({ ctx }) => ({ user: ctx.user }));
