/** Where the bytes of kept files live. The database knows who may read them; a store knows only hashes. */
export interface BlobStore {
  /**
   * Keeps the bytes under their SHA-256 and says it. A limit passed, a wrong `expectedHash` or a broken stream throws and leaves
   * nothing behind; bytes that are already kept are not written again.
   */
  put(bytes: AsyncIterable<Uint8Array>, options: PutOptions): Promise<{ hash: string; sizeBytes: number }>;
  /** Null when the store does not have it. */
  get(hash: string): Promise<{ sizeBytes: number; stream: ReadableStream<Uint8Array<ArrayBuffer>> } | null>;
  has(hash: string): Promise<boolean>;
  /** Forgets the bytes; nothing happens when they are not there. */
  remove(hash: string): Promise<void>;
}

export interface PutOptions {
  readonly maxSizeBytes: number;
  /** Announced by the sender, in hex. */
  readonly expectedHash?: string;
  readonly signal?: AbortSignal;
}
