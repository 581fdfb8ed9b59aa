/** Looks at every column of a table: its type, what it holds, and what its card shows. All rows, before any split or encoding. */
import { isMissingText } from "./cellValue.ts";
import type { ColumnType } from "./datasetDefinition.ts";
import { type ColumnInspection, inspectColumn } from "./inspectColumn.ts";
import { findSortedColumns } from "./sortedColumns.ts";
import type { Table } from "./table.ts";

export interface TableInspection {
  readonly rowCount: number;
  readonly columns: readonly ColumnInspection[];
  /** Columns by which the rows stand in order: a split by position would be a mistake. */
  readonly sortedBy: readonly string[];
  /** Rows with at least one missing cell. */
  readonly incompleteRows: number;
}

/** `types` overrules the type found by inspection, for the columns it names. */
export function inspectTable(
  table: Table,
  options: { readonly types?: Readonly<Record<string, ColumnType>> } = {},
): TableInspection {
  const columns = table.columns.map((column) => inspectColumn(table, column, options.types?.[column.name]));
  return {
    rowCount: table.rowCount,
    columns,
    sortedBy: findSortedColumns(table, columns),
    incompleteRows: countIncompleteRows(table),
  };
}

function countIncompleteRows(table: Table): number {
  const incomplete = new Uint8Array(table.rowCount);
  for (const column of table.columns) {
    const missing = column.dictionary.map(isMissingText);
    if (!missing.includes(true)) continue;
    for (let row = 0; row < table.rowCount; row++) if (missing[column.codes[row] ?? 0]) incomplete[row] = 1;
  }
  return incomplete.reduce((sum, flag) => sum + flag, 0);
}
