/**
 * Counts attempts per key in a fixed window, in this process's memory: with several servers each allows the full number.
 * It slows down guessing and flooding; what protects a share link is the length of its token.
 */
import { AppError } from "@downhill/protocol";

export interface RateLimit {
  readonly count: number;
  readonly windowMs: number;
}

export interface RateLimiter {
  /** Throws `too-many-requests` when the key has used up its number in this window. */
  check(key: string, limit: RateLimit): void;
  /** Counts one attempt. */
  count(key: string, limit: RateLimit): void;
  /** Both: for what costs something each time. */
  take(key: string, limit: RateLimit): void;
}

const maxKeys = 10_000;

export function createRateLimiter(now: () => number): RateLimiter {
  const windows = new Map<string, { count: number; endsAtMs: number }>();

  const current = (key: string, limit: RateLimit): { count: number; endsAtMs: number } => {
    const window = windows.get(key);
    if (window !== undefined && window.endsAtMs > now()) return window;
    // Bounded memory: the oldest keys go first.
    for (const oldest of windows.keys()) {
      if (windows.size < maxKeys) break;
      windows.delete(oldest);
    }
    const fresh = { count: 0, endsAtMs: now() + limit.windowMs };
    windows.delete(key);
    windows.set(key, fresh);
    return fresh;
  };

  const check = (key: string, limit: RateLimit): void => {
    const window = windows.get(key);
    if (window === undefined || window.endsAtMs <= now() || window.count < limit.count) return;
    throw new AppError("too-many-requests", { retryAfterSeconds: Math.ceil((window.endsAtMs - now()) / 1000) });
  };

  const count = (key: string, limit: RateLimit): void => {
    current(key, limit).count++;
  };

  return {
    check,
    count,
    take: (key, limit) => {
      check(key, limit);
      count(key, limit);
    },
  };
}
