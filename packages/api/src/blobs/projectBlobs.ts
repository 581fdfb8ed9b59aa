/** Files in the hands of projects: upload into one, and who may read what. Used by the app's blob routes and by procedures. */
import { blobs, type Executor, projectBlobs, projects } from "@downhill/db";
import { AppError, maxBlobSizeBytes, type StoredBlob } from "@downhill/protocol";
import { and, eq, inArray } from "drizzle-orm";
import { loadProjectOf } from "../access/loadProjectOf.ts";
import { isAllowed } from "../access/projectProcedures.ts";
import type { ApiContext } from "../context.ts";
import { holdHash } from "./holdHash.ts";

const uploadLimit = { count: 600, windowMs: 60_000 };

export interface UploadOptions {
  readonly projectId: string;
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly expectedHash?: string;
  readonly signal?: AbortSignal;
}

/**
 * Keeps a file for a project that the session may write to. Uploading the same bytes again changes nothing. Throws `blob-missing` when the
 * last owner of the same bytes let go of them meanwhile: the sender then sends them again.
 */
export async function storeProjectBlob(context: ApiContext, options: UploadOptions): Promise<StoredBlob> {
  const { user, database, limiter } = context;
  if (user === null) throw new AppError("not-signed-in");
  const project = await loadProjectOf(database.executor, "project", options.projectId);
  if (project === null || !isAllowed(user, project, "write")) throw new AppError("not-found", { what: "project" });
  limiter.take(`upload:${user.id}`, uploadLimit);
  const stored = await context.blobs.put(options.bytes, {
    maxSizeBytes: maxBlobSizeBytes,
    ...(options.expectedHash === undefined ? {} : { expectedHash: options.expectedHash }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  await database.executor.transaction(async (transaction) => {
    await holdHash(transaction, stored.hash);
    if (!(await context.blobs.has(stored.hash))) throw new AppError("blob-missing", { hash: stored.hash });
    await transaction.insert(blobs).values(stored).onConflictDoNothing();
    await transaction.insert(projectBlobs).values({ projectId: project.id, hash: stored.hash }).onConflictDoNothing();
  });
  return stored;
}

/** Opens a file for a session that owns a project holding it. */
export async function loadReadableBlob(
  context: ApiContext,
  hash: string,
): Promise<{ sizeBytes: number; stream: ReadableStream<Uint8Array<ArrayBuffer>> }> {
  const { user, database } = context;
  if (user === null) throw new AppError("not-signed-in");
  const [readable] = await database.executor
    .select({ hash: projectBlobs.hash })
    .from(projectBlobs)
    .innerJoin(projects, eq(projects.id, projectBlobs.projectId))
    .where(and(eq(projectBlobs.hash, hash), eq(projects.ownerId, user.id)))
    .limit(1);
  const blob = readable === undefined ? null : await context.blobs.get(hash);
  if (blob === null) throw new AppError("not-found", { what: "file" });
  return blob;
}

/** Throws `blob-missing` for the first hash that the project does not hold. */
export async function checkProjectHolds(executor: Executor, projectId: string, hashes: readonly string[]): Promise<void> {
  if (hashes.length === 0) return;
  const held = await executor
    .select({ hash: projectBlobs.hash })
    .from(projectBlobs)
    .where(and(eq(projectBlobs.projectId, projectId), inArray(projectBlobs.hash, [...hashes])));
  const missing = hashes.find((hash) => !held.some((row) => row.hash === hash));
  if (missing !== undefined) throw new AppError("blob-missing", { hash: missing });
}
