/** A text as a row of characters: each different one has a number, in order of code points. */
import { failed, succeeded } from "./dataIssue.ts";
import { decodeText } from "./decodeText.ts";
import type { DataResult } from "./encodedDataset.ts";
import { dataLimits } from "./limits.ts";
import { type Table, tableFromRows } from "./table.ts";
import { isGzip, unpackGzip } from "./unpackGzip.ts";

export interface TextContent {
  readonly fileName: string;
  /** What each number stands for. */
  readonly characters: readonly string[];
  /** One number per character of the text. */
  readonly tokens: Uint16Array;
  readonly notes: readonly string[];
}

/** Name of the one column that a text has. */
export const textColumn = "text";

/** A plain text file, packed with gzip or not. Line ends stay as they are. */
export function readText(bytes: Uint8Array, fileName: string): DataResult<TextContent> {
  const unpacked = isGzip(bytes) ? unpackGzip(bytes, fileName) : succeeded(bytes);
  if (!unpacked.ok) return unpacked;
  const decoded = decodeText(unpacked.value, fileName);
  if (!decoded.ok) return decoded;
  const { text, note } = decoded.value;
  const points: number[] = [];
  const places = new Uint32Array(text.length);
  const numbers = new Map<number, number>();
  let length = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    let number = numbers.get(point);
    if (number === undefined) {
      number = points.push(point) - 1;
      numbers.set(point, number);
    }
    places[length++] = number;
  }
  if (points.length > dataLimits.categories) {
    const message = `The text has ${points.length} different characters; at most ${dataLimits.categories} are possible. Use a text of one script.`;
    return failed({ code: "tooManyCharacters", fileName, message });
  }
  const sorted = points.toSorted((a, b) => a - b);
  const rank = new Map(sorted.map((point, place) => [point, place]));
  const renumbered = points.map((point) => rank.get(point) ?? 0);
  const tokens = Uint16Array.from(places.subarray(0, length), (number) => renumbered[number] ?? 0);
  const characters = sorted.map((point) => String.fromCodePoint(point));
  return succeeded({ fileName, characters, tokens, notes: note === undefined ? [] : [note] });
}

/** For those who show tables: its lines. */
export function textAsTable({ fileName, characters, tokens, notes }: TextContent): Table {
  const text = Array.from(tokens, (token) => characters[token] ?? "").join("");
  const rows = text.split("\n").map((line) => [line]);
  return { ...tableFromRows({ fileName, names: [textColumn], rows }), notes };
}
