/**
 * Unpacks gzip with a bound on what comes out, so that a small file cannot fill the memory. Checks the length and CRC-32 that the file
 * carries, so that a damaged download is told from a good one.
 */
import { Gunzip } from "fflate";
import { failed, succeeded } from "./dataIssue.ts";
import type { DataResult } from "./encodedDataset.ts";
import { dataLimits, formatBytes } from "./limits.ts";

const inputChunkBytes = 64 * 1024;

export function isGzip(bytes: Uint8Array): boolean {
  return bytes.length >= 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;
}

export function unpackGzip(bytes: Uint8Array, fileName: string): DataResult<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  let members = 1;
  let tooLarge = false;
  let finished = false;
  const gunzip = new Gunzip((part, final) => {
    length += part.length;
    tooLarge ||= length > unpackedLimit(bytes.length);
    if (!tooLarge) parts.push(part);
    finished = final;
  });
  gunzip.onmember = () => {
    members++;
  };
  try {
    for (let offset = 0; offset < bytes.length && !tooLarge; offset += inputChunkBytes) {
      const end = Math.min(offset + inputChunkBytes, bytes.length);
      gunzip.push(bytes.subarray(offset, end), end === bytes.length);
    }
  } catch {
    return failed(damaged(fileName));
  }
  if (tooLarge) {
    return failed({
      code: "gzipTooLarge",
      fileName,
      message:
        `This gzip file (${formatBytes(bytes.length)}) unpacks to more than ${formatBytes(unpackedLimit(bytes.length))}, ` +
        "the most that is taken. Unpack it yourself and import a part of it.",
    });
  }
  if (!finished) return failed(damaged(fileName));
  const whole = joinParts(parts, length);
  if (members === 1 && !trailerAgrees(bytes, whole)) return failed(damaged(fileName));
  return succeeded(whole);
}

/** Unpacks the first bytes only, to look at them; empty when they cannot be unpacked. */
export function peekGzip(bytes: Uint8Array): Uint8Array {
  let first = new Uint8Array(0);
  try {
    const gunzip = new Gunzip((part) => {
      if (first.length === 0) first = part.slice(0, 4096);
    });
    gunzip.push(bytes.subarray(0, 4096), false);
  } catch {
    return first;
  }
  return first;
}

function unpackedLimit(packedBytes: number): number {
  return Math.min(
    dataLimits.unpackedBytes,
    Math.max(dataLimits.unpackingRatioFromBytes, packedBytes * dataLimits.unpackingRatio),
  );
}

function damaged(fileName: string) {
  return {
    code: "gzipDamaged",
    fileName,
    message: "This gzip file is damaged or not complete. Download or pack it again.",
  };
}

function joinParts(parts: readonly Uint8Array[], length: number): Uint8Array {
  const [only] = parts;
  if (parts.length === 1 && only) return only;
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** The last eight bytes of a gzip member: CRC-32 and length of the unpacked bytes (RFC 1952). */
function trailerAgrees(packed: Uint8Array, unpacked: Uint8Array): boolean {
  const view = new DataView(packed.buffer, packed.byteOffset + packed.length - 8, 8);
  return view.getUint32(4, true) === unpacked.length >>> 0 && view.getUint32(0, true) === crc32(unpacked);
}

function crc32(bytes: Uint8Array): number {
  const table = crcTable();
  let crc = 0xffffffff;
  for (let index = 0; index < bytes.length; index++) crc = (table[(crc ^ (bytes[index] ?? 0)) & 255] ?? 0) ^ (crc >>> 8);
  return ~crc >>> 0;
}

function crcTable(): Uint32Array {
  const table = new Uint32Array(256);
  for (let entry = 0; entry < 256; entry++) {
    let value = entry;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
    table[entry] = value;
  }
  return table;
}
