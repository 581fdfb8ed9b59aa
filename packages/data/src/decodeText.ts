/** Turns a file's bytes into text: UTF-8, UTF-16 with a byte order mark, else Windows-1252; refuses what is no text. */
import { failed, succeeded } from "./dataIssue.ts";
import type { DataResult } from "./encodedDataset.ts";

export interface DecodedText {
  /** Without byte order mark. */
  readonly text: string;
  readonly note?: string;
}

const bytesLookedAt = 64 * 1024;

export function decodeText(bytes: Uint8Array, fileName: string): DataResult<DecodedText> {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return succeeded({ text: new TextDecoder("utf-16le").decode(bytes) });
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return succeeded({ text: new TextDecoder("utf-16be").decode(bytes) });
  const binaryByte = findBinaryByte(bytes.subarray(0, bytesLookedAt));
  if (binaryByte >= 0) {
    return failed({
      code: "notText",
      fileName,
      message: `This is not a text file (byte ${binaryByte} is a control byte). Export the table as CSV and import that file.`,
    });
  }
  try {
    return succeeded({ text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) });
  } catch {
    const text = new TextDecoder("windows-1252").decode(bytes);
    return succeeded({ text, note: "The file is not UTF-8; it was read as Windows-1252. Check letters with accents." });
  }
}

/** Offset of the first byte that no text has, or -1. */
export function findBinaryByte(bytes: Uint8Array): number {
  return bytes.findIndex((byte) => byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 12 && byte !== 26);
}
