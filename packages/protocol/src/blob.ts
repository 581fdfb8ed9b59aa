/** Kept files (data files, checkpoints): named by the SHA-256 of their bytes, stored once. */
import { z } from "zod";

/** SHA-256 of the bytes in lower-case hex. */
export const BlobHash = z.string().regex(/^[0-9a-f]{64}$/, "a blob is named by 64 hexadecimal digits");
export type BlobHash = z.infer<typeof BlobHash>;

/** What an upload answers. */
export const StoredBlob = z.object({ hash: BlobHash, sizeBytes: z.number().int().nonnegative() });
export type StoredBlob = z.infer<typeof StoredBlob>;

export const maxBlobSizeBytes = 512_000_000;
