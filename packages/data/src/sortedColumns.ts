/** Finds the columns by which a file is sorted. */
import { compareClasses, isMissingText, parseNumber } from "./cellValue.ts";
import type { ColumnInspection } from "./inspectColumn.ts";
import type { Table, TableColumn } from "./table.ts";

/**
 * A column sorts the file when its values only rise or only fall, or when equal values stand together in far fewer runs than chance would
 * leave (iris: three species, three runs). Row numbers sort every file and say nothing, so a column that is different in every row is left out.
 */
export function findSortedColumns(table: Table, inspections: readonly ColumnInspection[]): readonly string[] {
  if (table.rowCount < 10) return [];
  return table.columns
    .filter((column, index) => {
      const inspection = inspections[index];
      if (!inspection || inspection.distinct < 2 || inspection.distinct > table.rowCount / 2) return false;
      if (inspection.type === "categorical" || inspection.type === "binary") {
        return countRuns(column) <= inspection.distinct;
      }
      return isMonotonic(column.codes, column.dictionary, table.decimal);
    })
    .map((column) => column.name);
}

/** Runs of equal values, missing cells skipped. */
function countRuns({ codes, dictionary }: TableColumn): number {
  const missing = dictionary.map(isMissingText);
  let runs = 0;
  let previous = -1;
  for (const code of codes) {
    if (missing[code] || code === previous) continue;
    previous = code;
    runs++;
  }
  return runs;
}

function isMonotonic(codes: Uint32Array, dictionary: readonly string[], decimal: "." | ","): boolean {
  const missing = dictionary.map(isMissingText);
  const numbers = dictionary.map((text) => parseNumber(text, decimal));
  const numeric = numbers.every((value, code) => missing[code] || !Number.isNaN(value));
  let direction = 0;
  let previous = -1;
  for (const code of codes) {
    if (missing[code] || code === previous) continue;
    if (previous >= 0) {
      const order = numeric
        ? (numbers[code] ?? 0) - (numbers[previous] ?? 0)
        : compareClasses(dictionary[code] ?? "", dictionary[previous] ?? "");
      if (order !== 0 && direction !== 0 && Math.sign(order) !== direction) return false;
      if (order !== 0) direction = Math.sign(order);
    }
    previous = code;
  }
  return direction !== 0;
}
