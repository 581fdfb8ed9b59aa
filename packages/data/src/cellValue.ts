/** How the text of one cell is read: as missing, a number, a truth value or a date. */

const missingTexts = new Set(["", "na", "n/a", "nan", "null", "?", "-"]);

/** Empty, NA, N/A, NaN, null, ? and -, in any case, with or without spaces around. */
export function isMissingText(text: string): boolean {
  return text.length <= 8 ? missingTexts.has(text.trim().toLowerCase()) : text.trim() === "";
}

/** Larger numbers do not fit a 32-bit tensor. */
export const largestNumber = 3.4e38;

const plainNumber = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const groupedNumber = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?$/;

/** The number a cell holds, or NaN. With decimal "," a dot separates thousands, and the other way round. */
export function parseNumber(text: string, decimal: "." | ","): number {
  let trimmed = text.trim();
  if (trimmed.length === 0 || trimmed.length > 60) return Number.NaN;
  if (decimal === ",") trimmed = trimmed.replace(/[.,]/g, (sign) => (sign === "," ? "." : ","));
  if (!plainNumber.test(trimmed)) {
    if (!groupedNumber.test(trimmed)) return Number.NaN;
    trimmed = trimmed.replaceAll(",", "");
  }
  const value = Number(trimmed);
  return Math.abs(value) <= largestNumber ? value : Number.NaN;
}

const truthPairs: readonly (readonly [no: string, yes: string])[] = [
  ["false", "true"],
  ["no", "yes"],
  ["n", "y"],
  ["f", "t"],
  ["off", "on"],
  ["0", "1"],
];

/**
 * Puts the two different texts of a binary column in order: the one that stands for 0 first. Known pairs (no and yes, False and True) keep their
 * sense, other texts go by the alphabet, numbers by size.
 */
export function orderBinary(values: readonly [string, string]): readonly [string, string] {
  const [first, second] = values;
  const lower = [first.toLowerCase(), second.toLowerCase()];
  for (const [no, yes] of truthPairs) {
    if (lower[0] === no && lower[1] === yes) return [first, second];
    if (lower[0] === yes && lower[1] === no) return [second, first];
  }
  return compareClasses(first, second) <= 0 ? [first, second] : [second, first];
}

/** Whether two texts are a known pair of truth values. */
export function isTruthPair(values: readonly string[]): boolean {
  if (values.length !== 2) return false;
  const lower = values.map((value) => value.toLowerCase()).sort();
  return truthPairs.some((pair) => [...pair].sort().every((word, index) => word === lower[index]));
}

/** Order of classes everywhere: numbers by size, before texts by code units. */
export function compareClasses(a: string, b: string): number {
  const numberA = parseNumber(a, ".");
  const numberB = parseNumber(b, ".");
  if (!Number.isNaN(numberA) && !Number.isNaN(numberB) && numberA !== numberB) return numberA - numberB;
  if (Number.isNaN(numberA) !== Number.isNaN(numberB)) return Number.isNaN(numberA) ? 1 : -1;
  return a < b ? -1 : a > b ? 1 : 0;
}

const yearFirst = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?(?:Z|[+-]\d{2}:?\d{2})?)?$/;
const dayFirst = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/;
const monthFirst = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/;

/**
 * Days since 1 January 1970, or NaN. Reads 2026-03-31 (with time: 2026-03-31 14:30, time zones ignored), 31.3.2026 and 3/31/2026
 * (31/3/2026 where it can be nothing else).
 */
export function parseDate(text: string): number {
  const trimmed = text.trim();
  let match = yearFirst.exec(trimmed);
  if (match) {
    const dayPart = (Number(match[4] ?? 0) * 3600 + Number(match[5] ?? 0) * 60 + Number(match[6] ?? 0)) / 86_400;
    return dayNumber(Number(match[1]), Number(match[2]), Number(match[3])) + dayPart;
  }
  match = dayFirst.exec(trimmed);
  if (match) return dayNumber(Number(match[3]), Number(match[2]), Number(match[1]));
  match = monthFirst.exec(trimmed);
  if (!match) return Number.NaN;
  const [first, second, year] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return first > 12 ? dayNumber(year, second, first) : dayNumber(year, first, second);
}

function dayNumber(year: number, month: number, day: number): number {
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return Number.NaN;
  return date.getTime() / 86_400_000;
}
