import "server-only";
import { TRPCError } from "@trpc/server";

const refusals: readonly string[] = ["NOT_FOUND", "UNAUTHORIZED", "FORBIDDEN", "BAD_REQUEST"];

/** Null where this visitor gets nothing (wrong id, another's project, a link that is gone); other errors stay errors. */
export async function nullWhenRefused<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof TRPCError && refusals.includes(error.code)) return null;
    throw error;
  }
}
