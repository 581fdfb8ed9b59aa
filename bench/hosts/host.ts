import type { Call, ReplyTo } from "./calls.ts";

/** A page or process with one contender in it. */
export interface Host {
  /** Rejects when the contender fails, or does not answer in time; it is closed then. */
  ask<C extends Call>(call: C, limitMs: number): Promise<ReplyTo<C>>;
  close(): Promise<void>;
}

export async function withLimit<T>(promise: Promise<T>, limitMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${Math.round(limitMs / 1000)} s`)), limitMs);
  });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
  }
}
