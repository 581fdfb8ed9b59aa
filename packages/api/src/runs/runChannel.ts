/** The wake-up for everyone who follows runs: the payload is the run's id. Sent inside the writing transaction, heard after its commit. */
import type { Executor } from "@downhill/db";
import { sql } from "drizzle-orm";

export const runChannel = "downhill_run";

export async function notifyRun(transaction: Executor, runId: string): Promise<void> {
  await transaction.execute(sql`select pg_notify(${runChannel}, ${runId})`);
}
