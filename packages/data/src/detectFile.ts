/** Tells what a file is by its content, whatever its name says; looks inside gzip. */
import { findBinaryByte } from "./decodeText.ts";
import { isGzip, peekGzip } from "./unpackGzip.ts";

export interface DetectedFile {
  readonly kind: "csv" | "idx-images" | "idx-labels" | "unknown";
  readonly gzip: boolean;
}

export function detectFile(bytes: Uint8Array, fileName: string): DetectedFile {
  const gzip = isGzip(bytes);
  const start = gzip ? peekGzip(bytes) : bytes.subarray(0, 4096);
  return { kind: detectKind(start, fileName), gzip };
}

function detectKind(start: Uint8Array, fileName: string): DetectedFile["kind"] {
  // IDX: two zero bytes, the element type, the number of axes.
  if (start.length >= 4 && start[0] === 0 && start[1] === 0 && isIdxType(start[2])) {
    if (start[3] === 1) return "idx-labels";
    if (start[3] === 3 || start[3] === 4) return "idx-images";
    return "unknown";
  }
  const hasUtf16Mark = (start[0] === 0xff && start[1] === 0xfe) || (start[0] === 0xfe && start[1] === 0xff);
  if (hasUtf16Mark || (start.length > 0 && findBinaryByte(start) < 0)) return "csv";
  // An empty or unreadable file: the reader of the format that the name promises words the issue.
  return /\.(csv|tsv|txt)(\.gz)?$/i.test(fileName) ? "csv" : "unknown";
}

function isIdxType(byte: number | undefined): boolean {
  return byte === 0x08 || byte === 0x09 || (byte !== undefined && byte >= 0x0b && byte <= 0x0e);
}
