/**
 * The only reader of environment variables in the web app. All have defaults: nothing need be set. The `turbopackIgnore` marks keep the
 * bundler from taking every file that such a path could name into the server's routes.
 */
import "server-only";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { z } from "zod";

const Environment = z.object({
  /** Folder of everything the embedded server keeps. Default: `.downhill` in the repository's root. */
  DOWNHILL_DIR: z.string().min(1).optional(),
  /** PostgreSQL connection string; without it the database is the embedded one. */
  DATABASE_URL: z.string().min(1).optional(),
  /** How many proxies stand between visitors and this server. Without one, anyone could write the header that names an address. */
  TRUST_PROXY: z.coerce.number().int().min(0).max(10).default(0),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
});

export interface ServerEnv {
  readonly dataDirectory: string;
  readonly databaseUrl: string | undefined;
  readonly migrationsFolder: string;
  readonly logLevel: string;
  readonly trustedProxies: number;
}

export function readServerEnv(): ServerEnv {
  const environment = Environment.parse(process.env);
  const root = findRepositoryRoot(process.cwd());
  return {
    dataDirectory:
      environment.DOWNHILL_DIR === undefined
        ? join(/* turbopackIgnore: true */ root, ".downhill")
        : resolve(environment.DOWNHILL_DIR),
    databaseUrl: environment.DATABASE_URL,
    migrationsFolder: join(/* turbopackIgnore: true */ root, "packages", "db", "drizzle"),
    logLevel: environment.LOG_LEVEL,
    trustedProxies: environment.TRUST_PROXY,
  };
}

/** `next start` runs in apps/web, other tools in the root: the root is the nearest folder above that holds the workspaces. */
function findRepositoryRoot(start: string): string {
  for (let folder = resolve(start); ; folder = dirname(folder)) {
    const manifest = join(/* turbopackIgnore: true */ folder, "package.json");
    if (existsSync(manifest) && readFileSync(manifest, "utf8").includes('"workspaces"')) return folder;
    if (dirname(folder) === folder) return resolve(start);
  }
}
