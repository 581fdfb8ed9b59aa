/** What every procedure receives. Built per request by the app; tests build their own. */
import type { Database } from "@downhill/db";
import type { Logger } from "pino";
import type { BlobStore } from "./blobs/blobStore.ts";
import type { RateLimiter } from "./rateLimiter.ts";

export interface SessionUser {
  readonly id: string;
  readonly name: string;
  readonly isGuest: boolean;
}

export interface ApiContext {
  readonly database: Database;
  readonly blobs: BlobStore;
  readonly user: SessionUser | null;
  /** Network address of the caller; null when no one trustworthy says it. Only for rate limits. */
  readonly clientAddress: string | null;
  readonly limiter: RateLimiter;
  readonly log: Logger;
  /** Milliseconds since 1970; leases and expiry go by it. */
  readonly now: () => number;
  /** Aborts when the server is being stopped: whatever waits for news must let go. */
  readonly stopping: AbortSignal;
}
