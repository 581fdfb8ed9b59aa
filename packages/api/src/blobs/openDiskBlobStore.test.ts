import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { BlobStore } from "./blobStore.ts";
import { openDiskBlobStore } from "./openDiskBlobStore.ts";

describe("blob store on disk", () => {
  let folder: string;
  let store: BlobStore;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "downhill-blobs-"));
    store = await openDiskBlobStore(folder);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const filesIn = (): string[] =>
    readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => /[0-9a-f-]{20}/.test(name));

  it("names bytes by their SHA-256 and gives them back", async () => {
    const bytes = crypto.getRandomValues(new Uint8Array(60_000));
    const { hash, sizeBytes } = await store.put(inParts(bytes, 7000), { maxSizeBytes: 100_000 });
    expect(hash).toBe(createHash("sha256").update(bytes).digest("hex"));
    expect(sizeBytes).toBe(60_000);
    expect(await store.has(hash)).toBe(true);
    const blob = await store.get(hash);
    expect(blob?.sizeBytes).toBe(60_000);
    expect(new Uint8Array(await new Response(blob?.stream).arrayBuffer())).toEqual(bytes);
  });

  it("keeps the same bytes once", async () => {
    const bytes = new Uint8Array([1, 2, 3]);
    const first = await store.put(inParts(bytes, 1), { maxSizeBytes: 10 });
    const second = await store.put(inParts(bytes, 3), { maxSizeBytes: 10 });
    expect(second).toEqual(first);
    expect(filesIn()).toHaveLength(1);
  });

  it("refuses what is too large, and leaves nothing behind", async () => {
    const upload = store.put(inParts(new Uint8Array(11), 4), { maxSizeBytes: 10 });
    await expect(upload).rejects.toMatchObject({ code: "too-large" });
    expect(filesIn()).toEqual([]);
  });

  it("refuses bytes that differ from the announced hash, and leaves nothing behind", async () => {
    const upload = store.put(inParts(new Uint8Array(4), 4), { maxSizeBytes: 10, expectedHash: "0".repeat(64) });
    await expect(upload).rejects.toMatchObject({ code: "blob-hash-mismatch" });
    expect(filesIn()).toEqual([]);
  });

  it("leaves nothing behind when the sender breaks off", async () => {
    const upload = store.put(breakingOff(), { maxSizeBytes: 10 });
    await expect(upload).rejects.toThrow("connection lost");
    expect(filesIn()).toEqual([]);
  });

  it("clears drafts of a process that died", async () => {
    writeFileSync(join(folder, "drafts", "0123456789abcdef-0123456789"), "half");
    await openDiskBlobStore(folder);
    expect(filesIn()).toEqual([]);
  });

  it("knows nothing of other names", async () => {
    expect(await store.get("f".repeat(64))).toBeNull();
    await expect(store.get("../secret")).rejects.toThrow();
  });
});

async function* inParts(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

async function* breakingOff(): AsyncGenerator<Uint8Array> {
  yield new Uint8Array(4);
  throw new Error("connection lost");
}
