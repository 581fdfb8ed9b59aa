/** Points for a small picture of a table: two numeric columns and a group for colour. */
import { parseNumber } from "./cellValue.ts";
import { inferColumnType, readColumn } from "./columnType.ts";
import { type DatasetContent, findColumn } from "./table.ts";

export interface PreviewPoint {
  readonly x: number;
  readonly y: number;
  /** The class's number in order of appearance, or the value of a numeric column scaled to 0..1. */
  readonly group: number;
}

/** At most `limit` rows, evenly spread over the file; empty where there are not two numeric columns. Columns may be chosen by name. */
export function previewPoints(
  content: DatasetContent,
  options: { readonly limit?: number; readonly x?: string; readonly y?: string; readonly group?: string } = {},
): readonly PreviewPoint[] {
  if (content.kind !== "table") return [];
  const { table } = content;
  const types = table.columns.map((column) => inferColumnType(readColumn(column, table.decimal)));
  const numeric = table.columns.filter((_, index) => types[index] === "numeric");
  const x = (options.x === undefined ? undefined : findColumn(table, options.x)) ?? numeric[0];
  const y = (options.y === undefined ? undefined : findColumn(table, options.y)) ?? numeric[1];
  if (!x || !y) return [];
  const rest = table.columns.filter((column) => column !== x && column !== y);
  const group = (options.group === undefined ? undefined : findColumn(table, options.group)) ?? rest.at(-1);
  const groups = group?.dictionary.map((text) => parseNumber(text, table.decimal)) ?? [];
  const isNumeric = groups.length > 10 && groups.every((value) => !Number.isNaN(value));
  const least = isNumeric ? groups.reduce((a, b) => Math.min(a, b)) : 0;
  const range = isNumeric ? groups.reduce((a, b) => Math.max(a, b)) - least || 1 : 1;
  const limit = options.limit ?? 400;
  const step = Math.max(1, table.rowCount / limit);
  const points: PreviewPoint[] = [];
  for (let index = 0; index < Math.min(limit, table.rowCount); index++) {
    const row = Math.floor(index * step);
    const code = group?.codes[row] ?? 0;
    const point = {
      x: parseNumber(x.dictionary[x.codes[row] ?? 0] ?? "", table.decimal),
      y: parseNumber(y.dictionary[y.codes[row] ?? 0] ?? "", table.decimal),
      group: isNumeric ? ((groups[code] ?? 0) - least) / range : code,
    };
    if (!Number.isNaN(point.x) && !Number.isNaN(point.y)) points.push(point);
  }
  return points;
}
