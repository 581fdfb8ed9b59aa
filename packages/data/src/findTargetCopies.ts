/** Finds columns that already hold the answer: Titanic's `alive` says yes where `survived` says 1. */
import { isMissingText, parseNumber } from "./cellValue.ts";
import type { ColumnInspection } from "./inspectColumn.ts";
import type { Table, TableColumn } from "./table.ts";

/** Fewer rows per value than this, and one value per target value is no surprise. */
const rowsPerValue = 5;
const mostValues = 100;

/** Columns whose every value goes with exactly one value of the target and the other way round, or that are the target in other units. */
export function findTargetCopies(table: Table, target: TableColumn, columns: readonly ColumnInspection[]): readonly string[] {
  return table.columns
    .filter((column, index) => {
      const inspection = columns[index];
      if (!inspection || column.name === target.name || inspection.distinct < 2) return false;
      if (inspection.distinct <= mostValues && inspection.count >= inspection.distinct * rowsPerValue)
        return pairsUp(column, target);
      return inspection.type === "numeric" && isLinearIn(column, target, table.decimal);
    })
    .map(({ name }) => name);
}

function pairsUp(column: TableColumn, target: TableColumn): boolean {
  const targetOf = new Map<string, string>();
  const nameOf = new Map<string, string>();
  const names = column.dictionary.map((text) => (isMissingText(text) ? undefined : text.trim()));
  const targetNames = target.dictionary.map((text) => (isMissingText(text) ? undefined : text.trim()));
  for (let row = 0; row < column.codes.length; row++) {
    const name = names[column.codes[row] ?? 0];
    const targetName = targetNames[target.codes[row] ?? 0];
    if (name === undefined || targetName === undefined) continue;
    if ((targetOf.get(name) ?? targetName) !== targetName || (nameOf.get(targetName) ?? name) !== name) return false;
    targetOf.set(name, targetName);
    nameOf.set(targetName, name);
  }
  return targetOf.size >= 2;
}

/** Whether target = a * column + b in every row, to within rounding. */
function isLinearIn(column: TableColumn, target: TableColumn, decimal: "." | ","): boolean {
  const from = column.dictionary.map((text) => (isMissingText(text) ? Number.NaN : parseNumber(text, decimal)));
  const to = target.dictionary.map((text) => (isMissingText(text) ? Number.NaN : parseNumber(text, decimal)));
  let count = 0;
  const means = [0, 0];
  let [squares, targetSquares, products] = [0, 0, 0];
  for (let row = 0; row < column.codes.length; row++) {
    const x = from[column.codes[row] ?? 0] ?? Number.NaN;
    const y = to[target.codes[row] ?? 0] ?? Number.NaN;
    if (Number.isNaN(x) || Number.isNaN(y)) continue;
    count++;
    const dx = x - (means[0] ?? 0);
    const dy = y - (means[1] ?? 0);
    means[0] = (means[0] ?? 0) + dx / count;
    means[1] = (means[1] ?? 0) + dy / count;
    squares += dx * (x - (means[0] ?? 0));
    targetSquares += dy * (y - (means[1] ?? 0));
    products += dx * (y - (means[1] ?? 0));
  }
  if (count < 20 || squares === 0 || targetSquares === 0) return false;
  return (products * products) / (squares * targetSquares) > 0.999999;
}
