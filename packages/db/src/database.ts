/**
 * What the rest of the server sees of the database, the same for the embedded one and for PostgreSQL.
 * Inside a transaction only its executor may be used: on the embedded database the outer one would wait for ever.
 */
import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";
import type * as schema from "./schema.ts";

/** A database or a transaction. Functions that read or write take one as their first argument. */
export type Executor = PgDatabase<PgQueryResultHKT, typeof schema>;

export interface WakeUps {
  /** Calls back after a committed `notify` on the channel, from whichever process. Wake-ups may be lost: poll now and then as well. */
  listen(channel: string, callback: (payload: string) => void): Promise<() => Promise<void>>;
}

export interface Database {
  readonly kind: "embedded" | "postgresql";
  readonly executor: Executor;
  readonly wakeUps: WakeUps;
  close(): Promise<void>;
}
