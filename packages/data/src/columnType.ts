/** Finds a column's type from its different cell texts and how often each appears. */
import { isMissingText, isTruthPair, parseDate, parseNumber } from "./cellValue.ts";
import type { ColumnType } from "./datasetDefinition.ts";
import type { TableColumn } from "./table.ts";

/** How a column's different texts are read. All arrays run parallel to the dictionary. */
export interface ColumnReading {
  readonly counts: Uint32Array;
  readonly missing: readonly boolean[];
  /** NaN where the text is no number. */
  readonly numbers: Float64Array;
  readonly present: number;
  readonly missingCount: number;
  /** Cells, not texts, that are numbers. */
  readonly numberCount: number;
  /** Different texts without spaces around them, missing ones left out. */
  readonly distinct: readonly string[];
}

/** A column is numeric when at least this share of its cells are numbers; the rest count as missing. */
const numericShare = 0.95;
/** Below this many rows every cell must be a number. */
const numericShareFromRows = 40;

const mostCategories = 100;

export function readColumn(column: TableColumn, decimal: "." | ","): ColumnReading {
  const counts = new Uint32Array(column.dictionary.length);
  for (let row = 0; row < column.codes.length; row++) {
    const code = column.codes[row] ?? 0;
    counts[code] = (counts[code] ?? 0) + 1;
  }
  const missing = column.dictionary.map(isMissingText);
  const numbers = Float64Array.from(column.dictionary, (text, code) => (missing[code] ? Number.NaN : parseNumber(text, decimal)));
  let missingCount = 0;
  let numberCount = 0;
  const distinct = new Set<string>();
  column.dictionary.forEach((text, code) => {
    const count = counts[code] ?? 0;
    if (missing[code]) missingCount += count;
    else distinct.add(text.trim());
    if (!Number.isNaN(numbers[code])) numberCount += count;
  });
  return {
    counts,
    missing,
    numbers,
    present: column.codes.length - missingCount,
    missingCount,
    numberCount,
    distinct: [...distinct],
  };
}

export function inferColumnType(reading: ColumnReading): ColumnType {
  const { present, numberCount, distinct } = reading;
  if (present === 0) return "text";
  if (isTruthPair(distinct)) return "binary";
  const needed = present >= numericShareFromRows ? Math.ceil(present * numericShare) : present;
  if (numberCount >= needed) return "numeric";
  if (distinct.length === 2 && present > 2) return "binary";
  if (distinct.every((text) => !Number.isNaN(parseDate(text)))) return "date";
  return distinct.length <= Math.min(mostCategories, Math.max(2, present / 2)) ? "categorical" : "text";
}
