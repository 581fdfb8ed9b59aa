/** Where `AppError` codes become tRPC codes (and with them HTTP statuses), and unknown errors lose their text. */
import { AppError, type AppErrorCode, type AppErrorDetails } from "@downhill/protocol";
import { type TRPC_ERROR_CODE_KEY, TRPCError } from "@trpc/server";

import { z } from "zod";

const trpcCodes = {
  "not-signed-in": "UNAUTHORIZED",
  "not-found": "NOT_FOUND",
  "invalid-input": "BAD_REQUEST",
  "too-large": "PAYLOAD_TOO_LARGE",
  "too-many-requests": "TOO_MANY_REQUESTS",
  "revision-conflict": "CONFLICT",
  "model-has-errors": "UNPROCESSABLE_CONTENT",
  "stored-unreadable": "UNPROCESSABLE_CONTENT",
  "dataset-missing": "PRECONDITION_FAILED",
  "dataset-in-use": "CONFLICT",
  "version-invalid": "UNPROCESSABLE_CONTENT",
  "blob-missing": "PRECONDITION_FAILED",
  "blob-hash-mismatch": "BAD_REQUEST",
  "lease-held": "CONFLICT",
  "attempt-superseded": "CONFLICT",
  "event-gap": "PRECONDITION_FAILED",
  "run-ended": "CONFLICT",
  "share-link-gone": "NOT_FOUND",
  "data-not-shared": "FORBIDDEN",
  "database-locked": "SERVICE_UNAVAILABLE",
  "database-unavailable": "SERVICE_UNAVAILABLE",
  "server-stopping": "SERVICE_UNAVAILABLE",
  internal: "INTERNAL_SERVER_ERROR",
} as const satisfies Record<AppErrorCode, TRPC_ERROR_CODE_KEY>;

export function toTrpcError(error: AppError): TRPCError {
  return new TRPCError({ code: trpcCodes[error.code], message: error.message, cause: error });
}

/** What a client may know of an error: never a stack, never the text of an unexpected one. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof z.ZodError) return new AppError("invalid-input", { reason: describeIssues(error) }, { cause: error });
  if (error instanceof TRPCError) {
    if (error.cause instanceof AppError || error.cause instanceof z.ZodError) return toAppError(error.cause);
    const isClientFault = error.code !== "INTERNAL_SERVER_ERROR";
    if (isClientFault) return new AppError("invalid-input", { reason: error.message }, { cause: error });
  }
  return new AppError("internal", {}, { cause: error });
}

export interface AppErrorData {
  readonly code: AppErrorCode;
  readonly details: AppErrorDetails;
}

function describeIssues(error: z.ZodError): string {
  const [first] = error.issues;
  if (first === undefined) return "a field has the wrong form";
  const place = first.path.map(String).join(".");
  return place === "" ? first.message : `${place}: ${first.message}`;
}

/** Subscriptions throw outside the reach of middleware: their errors are given a code here. */
export async function* reportingErrors<TValue>(events: AsyncGenerator<TValue, void>): AsyncGenerator<TValue, void> {
  try {
    yield* events;
  } catch (error) {
    throw error instanceof AppError ? toTrpcError(error) : error;
  }
}
