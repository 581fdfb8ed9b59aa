/** Opens the database, brings its schema up to date, and hands it out. The caller owns it and closes it. */
import { AppError } from "@downhill/protocol";
import type { Database } from "./database.ts";
import { openEmbeddedDatabase } from "./openEmbeddedDatabase.ts";
import { openServerDatabase } from "./openServerDatabase.ts";

export interface DatabaseOptions {
  /** PostgreSQL connection string. Without it the database is the embedded one. */
  readonly url?: string;
  /** Data directory of the embedded database; without it (and without a url) it lives in memory. */
  readonly directory?: string;
  /** The folder `drizzle` of this package; a bundler moves the code away from it, so the caller names it. */
  readonly migrationsFolder: string;
}

export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  // `next build` evaluates route modules in processes of its own; none of them may open what the server owns.
  if (process.env.NEXT_PHASE === "phase-production-build") {
    throw new AppError("database-unavailable", { reason: "it stays closed while the web app is being built" });
  }
  return options.url === undefined
    ? openEmbeddedDatabase({ directory: options.directory, migrationsFolder: options.migrationsFolder })
    : openServerDatabase({ url: options.url, migrationsFolder: options.migrationsFolder });
}
