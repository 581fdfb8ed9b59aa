/** PostgreSQL (or a distributed database that speaks its protocol) by connection string, through a pool. */
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import pg from "pg";
import type { Database } from "./database.ts";
import * as schema from "./schema.ts";
import { createServerWakeUps } from "./serverWakeUps.ts";

/** Any fixed number: servers that start together bring the schema up to date one after another. */
const migrationLockKey = 724_309_118;

export interface ServerDatabaseOptions {
  readonly url: string;
  readonly migrationsFolder: string;
}

export async function openServerDatabase({ url, migrationsFolder }: ServerDatabaseOptions): Promise<Database> {
  const pool = new pg.Pool({ connectionString: url });
  // An idle connection that breaks is replaced by the pool; unheard, its error would end the process.
  pool.on("error", () => {});
  try {
    await migrateAlone(pool, migrationsFolder);
  } catch (error) {
    await pool.end();
    throw error;
  }
  const wakeUps = createServerWakeUps(url);
  return {
    kind: "postgresql",
    executor: drizzle({ client: pool, schema, casing: "snake_case" }),
    wakeUps,
    close: async () => {
      await wakeUps.close();
      await pool.end();
    },
  };
}

async function migrateAlone(pool: pg.Pool, migrationsFolder: string): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [migrationLockKey]);
    await migrate(drizzle({ client, schema, casing: "snake_case" }), { migrationsFolder });
  } finally {
    await client.query("select pg_advisory_unlock($1)", [migrationLockKey]).catch(() => {});
    client.release();
  }
}
