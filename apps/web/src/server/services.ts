/**
 * The composition root: opens the database, the blob store and the sessions, once per process and at the first request. The handle
 * lives on `globalThis`, since the development server evaluates this module again after every edit.
 */
import "server-only";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import {
  type ApiContext,
  type Auth,
  createAuth,
  createLogger,
  createRateLimiter,
  loadSecret,
  openDiskBlobStore,
} from "@downhill/api";
import { openDatabase } from "@downhill/db";
import { readServerEnv } from "./env.ts";

export interface Services extends Pick<ApiContext, "database" | "blobs" | "limiter" | "log" | "now" | "stopping"> {
  readonly auth: Auth;
  readonly trustedProxies: number;
}

declare global {
  var downhillServices: Promise<Services> | undefined;
}

export function loadServices(): Promise<Services> {
  globalThis.downhillServices ??= openServices().catch((error: unknown) => {
    // The next request tries again: another server may have let go of the directory.
    globalThis.downhillServices = undefined;
    throw error;
  });
  return globalThis.downhillServices;
}

async function openServices(): Promise<Services> {
  const env = readServerEnv();
  const log = createLogger(env.logLevel);
  // Sessions and other people's files lie here.
  mkdirSync(env.dataDirectory, { recursive: true, mode: 0o700 });
  const database = await openDatabase({
    migrationsFolder: env.migrationsFolder,
    directory: join(/* turbopackIgnore: true */ env.dataDirectory, "database"),
    ...(env.databaseUrl === undefined ? {} : { url: env.databaseUrl }),
  });
  const blobs = await openDiskBlobStore(join(/* turbopackIgnore: true */ env.dataDirectory, "blobs"));
  const auth = createAuth({ database, secret: loadSecret(join(/* turbopackIgnore: true */ env.dataDirectory, "secret")) });
  log.info({ database: database.kind, directory: env.dataDirectory }, "Downhill is open");
  const { trustedProxies } = env;
  const stopping = listenForStop();
  return { database, blobs, auth, trustedProxies, limiter: createRateLimiter(Date.now), log, now: Date.now, stopping };
}

/** Next waits for open answers before it exits, and a subscription is one that never ends by itself: it is told to. */
function listenForStop(): AbortSignal {
  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => stopping.abort());
  return stopping.signal;
}
