/**
 * One column on its way to numbers. `prepareColumn` reads every different cell text once; `fitColumn` takes statistics from the training
 * rows; `writeColumn` fills a tensor. Encodings: standardization (x - mean) / standard deviation, of the population; min-max to 0..1;
 * one-hot and index over the classes of the training rows. A column without variance becomes zeros. A class that no training row has is all
 * zeros in one-hot, and the most frequent class in index.
 */
import { compareClasses, isMissingText, largestNumber, orderBinary, parseDate, parseNumber } from "./cellValue.ts";
import type { ColumnDefinition, MissingPolicy } from "./datasetDefinition.ts";
import type { ColumnStatistics, DataIssue } from "./encodedDataset.ts";
import type { Table, TableColumn } from "./table.ts";

export interface PreparedColumn {
  readonly definition: ColumnDefinition;
  readonly column: TableColumn;
  /** 1 per dictionary entry that counts as missing. */
  readonly missing: Uint8Array;
  /** What a cell stands for, per dictionary entry: numbers, or class names. */
  readonly values:
    | { readonly kind: "numbers"; readonly numbers: Float64Array }
    | { readonly kind: "classes"; readonly names: readonly string[] };
  /** Names of 0 and 1 in a binary column. */
  readonly binary?: readonly [string, string];
}

export interface FittedColumn {
  readonly prepared: PreparedColumn;
  readonly statistics: ColumnStatistics;
  /** Numbers per sample. */
  readonly width: number;
  /** Per dictionary entry: the encoded number, or the index of the class that is 1 (-1: none). */
  readonly encoded: Float64Array;
}

type Prepared = { readonly ok: true; readonly value: PreparedColumn } | { readonly ok: false; readonly issue: DataIssue };

export function prepareColumn(table: Table, column: TableColumn, definition: ColumnDefinition): Prepared {
  const { fileName, decimal } = table;
  const { name, type, encoding } = definition;
  const missing = Uint8Array.from(column.dictionary, (text) => (isMissingText(text) ? 1 : 0));
  const refuse = (code: string, message: string): Prepared => ({ ok: false, issue: { code, fileName, column: name, message } });
  if (encoding === "pixels" || type === "image")
    return refuse("encodingDoesNotFit", "A table column cannot be read as an image. Choose another type.");
  const names = column.dictionary.map((text) => text.trim());
  if (encoding === "one-hot" || encoding === "index") {
    return { ok: true, value: { definition, column, missing, values: { kind: "classes", names } } };
  }
  if (type === "categorical" || type === "text") {
    return refuse("encodingDoesNotFit", `A ${type} column has no numbers to scale. Choose one-hot or index, or another type.`);
  }
  if (type === "binary") {
    const different = [...new Set(names.filter((_, code) => missing[code] === 0))];
    if (different.length > 2) {
      return refuse(
        "notBinary",
        `A binary column has two values; this one has ${different.length}. Choose the type categorical.`,
      );
    }
    const [first = "0", second = "other"] = different;
    const binary = orderBinary([first, second]);
    const numbers = Float64Array.from(names, (text, code) => (missing[code] ? Number.NaN : text === binary[1] ? 1 : 0));
    return { ok: true, value: { definition, column, missing, values: { kind: "numbers", numbers }, binary } };
  }
  const numbers = Float64Array.from(column.dictionary, (text, code) => {
    if (missing[code]) return Number.NaN;
    return type === "date" ? parseDate(text) : parseNumber(text, decimal);
  });
  numbers.forEach((value, code) => {
    if (Number.isNaN(value)) missing[code] = 1;
  });
  return { ok: true, value: { definition, column, missing, values: { kind: "numbers", numbers } } };
}

/** Undefined when no training row has a value. */
export function fitColumn(prepared: PreparedColumn, trainingRows: Uint32Array): FittedColumn | undefined {
  const counts = new Uint32Array(prepared.column.dictionary.length);
  for (const row of trainingRows) {
    const code = prepared.column.codes[row] ?? 0;
    if (prepared.missing[code] === 0) counts[code] = (counts[code] ?? 0) + 1;
  }
  if (!counts.some((count) => count > 0)) return undefined;
  return prepared.values.kind === "numbers"
    ? fitNumbers(prepared, prepared.values.numbers, counts)
    : fitClasses(prepared, prepared.values.names, counts);
}

function fitNumbers(prepared: PreparedColumn, numbers: Float64Array, counts: Uint32Array): FittedColumn {
  const { name, encoding, missing: policy, type } = prepared.definition;
  const spread = measureSpread(numbers, counts);
  const fill = fillNumber({
    policy: type === "binary" && policy === "mean" ? "most-frequent" : policy,
    numbers,
    counts,
    mean: spread.mean,
  });
  const { offset, scale } = scaling(encoding, spread);
  const encoded = numbers.map((value, code) => clampToFloat32(((prepared.missing[code] ? (fill ?? 0) : value) - offset) / scale));
  const statistics: ColumnStatistics = {
    name,
    ...spread,
    ...(fill === undefined ? {} : { fill }),
    ...(prepared.binary ? { classes: prepared.binary } : {}),
  };
  return { prepared, statistics, width: 1, encoded };
}

/** A row far outside a tiny spread of training rows must not become infinite. */
function clampToFloat32(value: number): number {
  return Math.min(largestNumber, Math.max(-largestNumber, value));
}

/** encoded = (value - offset) / scale. */
export function scaling(
  encoding: ColumnDefinition["encoding"],
  spread: { readonly mean?: number; readonly standardDeviation?: number; readonly min?: number; readonly max?: number },
): { readonly offset: number; readonly scale: number } {
  const { mean = 0, standardDeviation = 0, min = 0, max = 0 } = spread;
  if (encoding === "standardization") return { offset: mean, scale: standardDeviation > 0 ? standardDeviation : 1 };
  if (encoding === "min-max") return { offset: min, scale: max > min ? max - min : 1 };
  return { offset: 0, scale: 1 };
}

function measureSpread(numbers: Float64Array, counts: Uint32Array) {
  let count = 0;
  let mean = 0;
  let squares = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  numbers.forEach((value, code) => {
    const times = counts[code] ?? 0;
    if (times === 0) return;
    count += times;
    const distance = value - mean;
    mean += (distance * times) / count;
    squares += distance * (value - mean) * times;
    min = Math.min(min, value);
    max = Math.max(max, value);
  });
  // Rounding may leave a trace of variance where all numbers are equal.
  return { mean, standardDeviation: min === max ? 0 : Math.sqrt(squares / count), min, max };
}

function fillNumber(options: {
  readonly policy: MissingPolicy;
  readonly numbers: Float64Array;
  readonly counts: Uint32Array;
  readonly mean: number;
}): number | undefined {
  const { policy, numbers, counts, mean } = options;
  if (policy === "drop") return undefined;
  if (policy === "mean") return mean;
  // Texts such as "1" and "1.0" are the same number. Of equally frequent numbers the smallest is taken.
  const totals = new Map<number, number>();
  numbers.forEach((value, code) => {
    const times = counts[code] ?? 0;
    if (times > 0) totals.set(value, (totals.get(value) ?? 0) + times);
  });
  return [...totals].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0];
}

function fitClasses(prepared: PreparedColumn, names: readonly string[], counts: Uint32Array): FittedColumn {
  const { name, encoding, missing: policy } = prepared.definition;
  const totals = new Map<string, number>();
  names.forEach((className, code) => {
    const times = counts[code] ?? 0;
    if (times > 0) totals.set(className, (totals.get(className) ?? 0) + times);
  });
  const classes = [...totals.keys()].sort(compareClasses);
  const mostFrequent = [...totals].sort((a, b) => b[1] - a[1] || compareClasses(a[0], b[0]))[0]?.[0] ?? "";
  const indexOf = new Map(classes.map((className, index) => [className, index]));
  const unseen = encoding === "index" ? (indexOf.get(mostFrequent) ?? 0) : -1;
  const encoded = Float64Array.from(
    names,
    (className, code) => indexOf.get(prepared.missing[code] ? mostFrequent : className) ?? unseen,
  );
  const statistics = { name, classes, ...(policy === "drop" ? {} : { fill: mostFrequent }) };
  return { prepared, statistics, width: encoding === "one-hot" ? classes.length : 1, encoded };
}

/** Writes the column's `width` numbers of every row at `offset` in samples of `stride` numbers. */
export function writeColumn(options: {
  readonly fitted: FittedColumn;
  readonly rows: Uint32Array;
  readonly target: Float32Array;
  readonly offset: number;
  readonly stride: number;
}): void {
  const { fitted, rows, target, offset, stride } = options;
  const { codes } = fitted.prepared.column;
  const oneHot = fitted.prepared.definition.encoding === "one-hot";
  let position = offset;
  for (let sample = 0; sample < rows.length; sample++, position += stride) {
    const value = fitted.encoded[codes[rows[sample] ?? 0] ?? 0] ?? 0;
    if (!oneHot) target[position] = value;
    else if (value >= 0) target[position + value] = 1;
  }
}
