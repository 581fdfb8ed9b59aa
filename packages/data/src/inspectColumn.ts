/** What one column holds: counts, the spread of its numbers, its most frequent values, and remarks for its card. */
import { parseDate } from "./cellValue.ts";
import { type ColumnReading, inferColumnType, readColumn } from "./columnType.ts";
import type { ColumnType } from "./datasetDefinition.ts";
import type { Table, TableColumn } from "./table.ts";

export interface HistogramBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

export interface ValueCount {
  readonly value: string;
  readonly count: number;
}

export interface NumberSummary {
  readonly min: number;
  readonly mean: number;
  readonly max: number;
  /** Of the population: the square root of the mean squared distance from the mean. */
  readonly standardDeviation: number;
  /** Whether every number is whole. */
  readonly whole: boolean;
  readonly bins: readonly HistogramBin[];
}

export interface ColumnInspection {
  readonly name: string;
  readonly type: ColumnType;
  /** Cells that are not missing. */
  readonly count: number;
  readonly missing: number;
  /** Cells that do not fit the type, such as a word in a numeric column; they count as missing when encoded. */
  readonly unreadable: number;
  /** Different values. */
  readonly distinct: number;
  /** Numeric columns, and dates as days since 1970. */
  readonly numbers?: NumberSummary;
  /** Most frequent values first (columns that are not numeric). */
  readonly categories?: readonly ValueCount[];
  /** Cells whose value is not among `categories`. */
  readonly others?: number;
  readonly notes: readonly string[];
}

const binCount = 20;
const categoriesShown = 20;

export function inspectColumn(table: Table, column: TableColumn, givenType?: ColumnType): ColumnInspection {
  const reading = readColumn(column, table.decimal);
  const type = givenType ?? inferColumnType(reading);
  const values = valuesByType(column, reading, type);
  const unreadable = values ? reading.present - countWhere(reading.counts, (code) => !Number.isNaN(values[code])) : 0;
  const numbers = values ? summarizeNumbers(values, reading.counts) : undefined;
  const ranking = type === "numeric" || type === "date" ? undefined : rankValues(column, reading);
  return {
    name: column.name,
    type,
    count: reading.present,
    missing: reading.missingCount,
    unreadable,
    distinct: reading.distinct.length,
    ...(numbers ? { numbers } : {}),
    ...(ranking ? { categories: ranking.top, others: ranking.others } : {}),
    notes: values && unreadable > 0 ? [describeUnreadable({ column, reading, values, unreadable, type })] : [],
  };
}

/** Numbers per dictionary entry, for the types that have them. */
function valuesByType(column: TableColumn, reading: ColumnReading, type: ColumnType): Float64Array | undefined {
  if (type === "numeric") return reading.numbers;
  if (type !== "date") return undefined;
  return Float64Array.from(column.dictionary, (text, code) => (reading.missing[code] ? Number.NaN : parseDate(text)));
}

function countWhere(counts: Uint32Array, fits: (code: number) => boolean): number {
  return counts.reduce((sum, count, code) => sum + (fits(code) ? count : 0), 0);
}

function summarizeNumbers(values: Float64Array, counts: Uint32Array): NumberSummary | undefined {
  let count = 0;
  let mean = 0;
  let squares = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let whole = true;
  values.forEach((value, code) => {
    const times = counts[code] ?? 0;
    if (Number.isNaN(value) || times === 0) return;
    count += times;
    // Welford's update for `times` equal values: no difference of large sums.
    const distance = value - mean;
    mean += (distance * times) / count;
    squares += distance * (value - mean) * times;
    min = Math.min(min, value);
    max = Math.max(max, value);
    whole &&= Number.isInteger(value);
  });
  if (count === 0) return undefined;
  return {
    min,
    mean,
    max,
    standardDeviation: Math.sqrt(squares / count),
    whole,
    bins: fillBins(values, counts, { min, max, whole }),
  };
}

function fillBins(
  values: Float64Array,
  counts: Uint32Array,
  range: { min: number; max: number; whole: boolean },
): HistogramBin[] {
  const { min, max, whole } = range;
  // A range too small to be cut, such as from 0 to 5e-324, is one bin like a single number.
  if ((max - min) / binCount === 0)
    return [{ from: min, to: max, count: countWhere(counts, (code) => !Number.isNaN(values[code])) }];
  // Few whole numbers get one bin each, centred on the number.
  const perNumber = whole && max - min < binCount;
  const bins = perNumber ? max - min + 1 : binCount;
  const start = perNumber ? min - 0.5 : min;
  const width = perNumber ? 1 : (max - min) / bins;
  const totals = new Uint32Array(bins);
  values.forEach((value, code) => {
    if (Number.isNaN(value)) return;
    const bin = Math.min(bins - 1, Math.max(0, Math.floor((value - start) / width)));
    totals[bin] = (totals[bin] ?? 0) + (counts[code] ?? 0);
  });
  return Array.from(totals, (count, bin) => ({
    from: start + bin * width,
    to: bin === bins - 1 && !perNumber ? max : start + (bin + 1) * width,
    count,
  }));
}

/** Values by falling count; texts that differ only by spaces around them are one value. */
function rankValues(
  column: TableColumn,
  reading: ColumnReading,
): { readonly top: readonly ValueCount[]; readonly others: number } {
  const totals = new Map<string, number>();
  column.dictionary.forEach((text, code) => {
    if (reading.missing[code]) return;
    const value = text.trim();
    totals.set(value, (totals.get(value) ?? 0) + (reading.counts[code] ?? 0));
  });
  const ranked = [...totals]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  const top = ranked.slice(0, categoriesShown);
  return { top, others: reading.present - top.reduce((sum, entry) => sum + entry.count, 0) };
}

function describeUnreadable(options: {
  readonly column: TableColumn;
  readonly reading: ColumnReading;
  readonly values: Float64Array;
  readonly unreadable: number;
  readonly type: ColumnType;
}): string {
  const { column, reading, values, unreadable, type } = options;
  const code = column.dictionary.findIndex((_, index) => !reading.missing[index] && Number.isNaN(values[index]));
  const row = column.codes.indexOf(code);
  const noun = type === "date" ? "date" : "number";
  const what = unreadable === 1 ? `1 cell is no ${noun}` : `${unreadable} cells are no ${noun}s`;
  return `${what} (the first is "${column.dictionary[code] ?? ""}" in row ${row + 1}) and count${unreadable === 1 ? "s" : ""} as missing.`;
}
