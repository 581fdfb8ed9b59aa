/**
 * One file at a time is either entered into the database or removed from the store. Both sides hold the hash while they look at the other
 * one, so that there is never a row without its bytes.
 */
import type { Executor } from "@downhill/db";
import { sql } from "drizzle-orm";

/** Until the transaction ends. Other servers on the same database wait too. */
export async function holdHash(transaction: Executor, hash: string): Promise<void> {
  await transaction.execute(sql`select pg_advisory_xact_lock(hashtextextended(${hash}, 0))`);
}
