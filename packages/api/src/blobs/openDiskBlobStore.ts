/**
 * Blobs as files in a folder: written to a draft, hashed on the way, renamed when whole. The `turbopackIgnore` marks keep the bundler
 * from taking every file that such a path could name into the server's routes.
 */
import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { AppError, BlobHash } from "@downhill/protocol";
import type { BlobStore } from "./blobStore.ts";

/** Opens the folder, making it where needed, and clears away what an earlier process left unfinished. */
export async function openDiskBlobStore(directory: string): Promise<BlobStore> {
  const drafts = join(/* turbopackIgnore: true */ directory, "drafts");
  await mkdir(drafts, { recursive: true });
  for (const name of await readdir(drafts)) await rm(join(/* turbopackIgnore: true */ drafts, name), { force: true });

  return {
    put: async (bytes, { maxSizeBytes, expectedHash, signal }) => {
      const draft = join(/* turbopackIgnore: true */ drafts, randomUUID());
      try {
        const { hash, sizeBytes } = await writeDraft(draft, bytes, maxSizeBytes, signal);
        if (expectedHash !== undefined && expectedHash !== hash) throw new AppError("blob-hash-mismatch");
        const file = fileOf(directory, hash);
        await mkdir(join(/* turbopackIgnore: true */ file, ".."), { recursive: true });
        await rename(draft, file);
        return { hash, sizeBytes };
      } finally {
        await rm(draft, { force: true });
      }
    },
    get: async (hash) => {
      const file = fileOf(directory, hash);
      const size = await sizeOf(file);
      if (size === null) return null;
      const stream: ReadableStream<Uint8Array<ArrayBuffer>> = toWebStream(createReadStream(file));
      return { sizeBytes: size, stream };
    },
    has: async (hash) => (await sizeOf(fileOf(directory, hash))) !== null,
    remove: (hash) => rm(fileOf(directory, hash), { force: true }),
  };
}

/** Two letters of the hash name a subfolder, so that no folder holds all files. */
function fileOf(directory: string, hash: string): string {
  const valid = BlobHash.parse(hash);
  return join(/* turbopackIgnore: true */ directory, valid.slice(0, 2), valid);
}

async function sizeOf(file: string): Promise<number | null> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

async function writeDraft(
  draft: string,
  bytes: AsyncIterable<Uint8Array>,
  maxSizeBytes: number,
  signal: AbortSignal | undefined,
): Promise<{ hash: string; sizeBytes: number }> {
  const digest = createHash("sha256");
  let sizeBytes = 0;
  const file = await open(draft, "wx");
  try {
    for await (const chunk of bytes) {
      signal?.throwIfAborted();
      sizeBytes += chunk.byteLength;
      if (sizeBytes > maxSizeBytes) throw new AppError("too-large", { what: "The file", limitBytes: maxSizeBytes });
      digest.update(chunk);
      await file.write(chunk);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { hash: digest.digest("hex"), sizeBytes };
}

function toWebStream(stream: Readable): ReadableStream<Uint8Array<ArrayBuffer>> {
  const iterator = stream[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await iterator.next();
      if (done === true) controller.close();
      else controller.enqueue(new Uint8Array(value));
    },
    async cancel() {
      stream.destroy();
    },
  });
}
