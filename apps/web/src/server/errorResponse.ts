/** An error as the answer of a route that is not tRPC: the same form as there. */
import "server-only";
import { toAppError, toTrpcError } from "@downhill/api";
import { AppError } from "@downhill/protocol";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";

export function errorResponse(thrown: unknown): Response {
  const error = toAppError(thrown);
  const status = getHTTPStatusCodeFromError(toTrpcError(error));
  return Response.json({ message: error.message, appError: { code: error.code, details: error.details } }, { status });
}

export function foreignOriginResponse(): Response {
  return errorResponse(new AppError("invalid-input", { reason: "it comes from a page of another site" }));
}
