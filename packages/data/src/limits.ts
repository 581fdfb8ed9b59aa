/** How much this package takes in. A file beyond a limit gets an issue that names the limit; nothing is cut off silently. */
export const dataLimits = {
  /** Bytes of one file as given, packed or not. */
  fileBytes: 256 * 2 ** 20,
  /** Bytes that one gzip file may unpack to. */
  unpackedBytes: 384 * 2 ** 20,
  /** Unpacked bytes per packed byte; checked above `unpackingRatioFromBytes`, for small files may pack very well. */
  unpackingRatio: 200,
  unpackingRatioFromBytes: 16 * 2 ** 20,
  rows: 5_000_000,
  columns: 2_000,
  /** Bytes of all encoded tensors together. */
  encodedBytes: 1024 * 2 ** 20,
  /** Categories of one column that one-hot encoding takes. */
  categories: 2_000,
  /** Issues reported for one file. */
  issues: 10,
} as const;

/** "1.5 MB" for messages. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  if (bytes < 2 ** 20) return `${(bytes / 1024).toFixed(1)} KB`;
  return `${(bytes / 2 ** 20).toFixed(1)} MB`;
}
