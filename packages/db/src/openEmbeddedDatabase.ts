/** PGlite: PostgreSQL inside this process, in memory or in a directory that this process locks. */
import { mkdirSync } from "node:fs";
import { PGlite } from "@electric-sql/pglite";
import { drizzle } from "drizzle-orm/pglite";
import { migrate } from "drizzle-orm/pglite/migrator";
import type { Database } from "./database.ts";
import { acquireDirectoryLock } from "./directoryLock.ts";
import * as schema from "./schema.ts";

export interface EmbeddedDatabaseOptions {
  readonly directory?: string | undefined;
  readonly migrationsFolder: string;
}

export async function openEmbeddedDatabase({ directory, migrationsFolder }: EmbeddedDatabaseOptions): Promise<Database> {
  const lock = directory === undefined ? null : acquireDirectoryLock(directory);
  try {
    if (directory !== undefined) mkdirSync(directory, { recursive: true });
    const client = await PGlite.create(directory === undefined ? {} : { dataDir: directory });
    const executor = drizzle({ client, schema, casing: "snake_case" });
    await migrate(executor, { migrationsFolder });
    return {
      kind: "embedded",
      executor,
      wakeUps: {
        listen: async (channel, callback) => {
          const stop = await client.listen(channel, callback);
          return () => stop();
        },
      },
      close: async () => {
        await client.close();
        lock?.release();
      },
    };
  } catch (error) {
    lock?.release();
    throw error;
  }
}
