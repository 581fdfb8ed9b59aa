/** The tRPC root: context, error form, and the two procedures everything else is built on. */
import { AppError } from "@downhill/protocol";
import { initTRPC } from "@trpc/server";
import type { ApiContext } from "./context.ts";
import { type AppErrorData, toAppError, toTrpcError } from "./errors.ts";

const t = initTRPC.context<ApiContext>().create({
  errorFormatter: ({ shape, error }) => {
    const appError = toAppError(error);
    const data: AppErrorData = { code: appError.code, details: appError.details };
    const { stack: _, ...rest } = shape.data;
    return { ...shape, message: appError.message, data: { ...rest, appError: data } };
  },
  sse: { ping: { enabled: true, intervalMs: 10_000 }, client: { reconnectAfterInactivityMs: 30_000 } },
});

export const { router, createCallerFactory } = t;

/** For anyone, with or without a session. Whoever uses it directly stands on the list of open procedures in the authorisation test. */
export const openProcedure = t.procedure.use(async ({ ctx, next, path, type }) => {
  const result = await next();
  if (result.ok) return result;
  const appError = toAppError(result.error);
  if (appError.code === "internal") ctx.log.error({ err: result.error.cause ?? result.error, path, type }, "a procedure failed");
  throw toTrpcError(appError);
});

/** For a guest or an account. */
export const signedInProcedure = openProcedure.use(({ ctx, next }) => {
  if (ctx.user === null) throw new AppError("not-signed-in");
  return next({ ctx: { user: ctx.user } });
});
