/** Finds out how a CSV file is written: its delimiter, its decimal sign, its line ends, and whether the first row is a header. */
import Papa from "papaparse";
import { isMissingText, parseNumber } from "./cellValue.ts";

export type CsvDelimiter = "," | ";" | "\t" | "|";

export type Newline = "\n" | "\r\n" | "\r";

export interface CsvDialect {
  readonly delimiter: CsvDelimiter;
  readonly decimal: "." | ",";
  readonly hasHeader: boolean;
}

/** Least ambiguous first: a comma is often part of numbers and sentences. */
const delimiters: readonly CsvDelimiter[] = ["\t", ";", "|", ","];

const sampleCharacters = 128 * 1024;
const sampleRows = 200;

export function detectDialect(text: string, given: Partial<CsvDialect>): CsvDialect {
  const newline = detectNewline(text);
  const delimiter = given.delimiter ?? detectDelimiter(text, newline);
  const rows = sampleOf(text, delimiter, newline);
  const decimal = given.decimal ?? detectDecimal(rows, delimiter);
  return { delimiter, decimal, hasHeader: given.hasHeader ?? detectHeader(rows, decimal) };
}

/**
 * "\r\n" only where every line feed follows a carriage return. A file that mixes them (Excel puts bare line feeds inside cells) is read by its
 * line feeds, and the carriage return left at the end of a row is cut off.
 */
export function detectNewline(text: string): Newline {
  const start = text.slice(0, 1024 * 1024);
  const lineFeeds = countText(start, "\n");
  if (lineFeeds === 0) return start.includes("\r") ? "\r" : "\n";
  return countText(start, "\r\n") === lineFeeds && !hasBareLineFeed(text) ? "\r\n" : "\n";
}

function hasBareLineFeed(text: string): boolean {
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) {
    if (text.charCodeAt(at - 1) !== 13) return true;
  }
  return false;
}

export function countText(text: string, part: string): number {
  let count = 0;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length)) count++;
  return count;
}

function sampleOf(text: string, delimiter: CsvDelimiter, newline: Newline): readonly (readonly string[])[] {
  let sample = text;
  if (text.length > sampleCharacters) {
    const end = text.lastIndexOf(newline, sampleCharacters);
    sample = text.slice(0, end > 0 ? end : sampleCharacters);
  }
  const result = Papa.parse<string[]>(sample, { delimiter, newline, preview: sampleRows });
  return result.data.filter((row) => row.length > 1 || (row[0] ?? "").trim() !== "");
}

/** The delimiter that cuts most rows into as many cells as the first row, with at least two. */
function detectDelimiter(text: string, newline: Newline): CsvDelimiter {
  let best: CsvDelimiter = ",";
  let bestShare = 0;
  for (const delimiter of delimiters) {
    const rows = sampleOf(text, delimiter, newline);
    const width = rows[0]?.length ?? 0;
    if (width < 2) continue;
    const share = rows.filter((row) => row.length === width).length / rows.length;
    if (share > bestShare) {
      best = delimiter;
      bestShare = share;
    }
  }
  return best;
}

function detectDecimal(rows: readonly (readonly string[])[], delimiter: CsvDelimiter): "." | "," {
  let commas = 0;
  let dots = 0;
  for (const row of rows) {
    for (const cell of row) {
      // "1,234" in a quoted cell of a comma-separated file groups thousands.
      const groups = delimiter === "," && /^\s*[+-]?\d{1,3}(,\d{3})+\s*$/.test(cell);
      if (/^\s*[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+),\d+(?:[eE][+-]?\d+)?\s*$/.test(cell) && !groups) commas++;
      else if (/^\s*[+-]?\d+\.\d+(?:[eE][+-]?\d+)?\s*$/.test(cell)) dots++;
    }
  }
  return commas > dots ? "," : ".";
}

/** A header holds no numbers; a first row with a number in it is taken for data. */
function detectHeader(rows: readonly (readonly string[])[], decimal: "." | ","): boolean {
  const [first, ...rest] = rows;
  if (!first) return false;
  const numbers = first.filter((cell) => !Number.isNaN(parseNumber(cell, decimal))).length;
  if (numbers === 0) return !first.every((cell) => isMissingText(cell));
  if (numbers === first.length || rest.length === 0) return false;
  // Mixed, such as "name,2019,2020": a header if below its texts stand numbers.
  return first.some((cell, index) => {
    if (isMissingText(cell) || !Number.isNaN(parseNumber(cell, decimal))) return false;
    const below = rest.map((row) => row[index] ?? "").filter((value) => !isMissingText(value));
    return below.length > 0 && below.every((value) => !Number.isNaN(parseNumber(value, decimal)));
  });
}
