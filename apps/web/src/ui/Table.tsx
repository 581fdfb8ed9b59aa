import type { ReactNode } from "react";
import { cn } from "./cn.ts";

export interface TableColumn<Row> {
  readonly key: string;
  readonly header: ReactNode;
  readonly cell: (row: Row) => ReactNode;
  /** Numbers stand on the right. */
  readonly align?: "left" | "right";
  readonly className?: string;
}

export interface TableProps<Row> {
  columns: readonly TableColumn<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** Read out before the table; shown when `isCaptionVisible`. */
  caption: string;
  isCaptionVisible?: boolean;
  /** Shown instead of rows when there are none. */
  empty?: ReactNode;
  onRowClick?: (row: Row) => void;
  isRowSelected?: (row: Row) => boolean;
  density?: "compact" | "normal";
  className?: string;
}

/** The one table for every list. The first column should hold the row's link or button; a click on the row is only a shortcut to it. */
export function Table<Row>({
  columns,
  rows,
  rowKey,
  caption,
  isCaptionVisible,
  empty,
  onRowClick,
  isRowSelected,
  density = "normal",
  className,
}: TableProps<Row>) {
  const cellStyle = density === "compact" ? "h-7 px-2" : "h-9 px-3";
  return (
    <div className={cn("relative overflow-x-auto rounded-lg border border-line bg-surface", className)}>
      <table className="w-full border-collapse text-body">
        <caption className={isCaptionVisible ? "px-3 py-2 text-left text-ink-2 text-small" : "sr-only"}>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                className={cn(
                  cellStyle,
                  "whitespace-nowrap border-line border-b text-left font-medium text-ink-3 text-small",
                  column.align === "right" && "text-right",
                  column.className,
                )}
              >
                {column.header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr
              key={rowKey(row)}
              onClick={onRowClick ? () => onRowClick(row) : undefined}
              aria-selected={isRowSelected?.(row)}
              className={cn(
                "border-line border-b last:border-b-0",
                onRowClick && "cursor-pointer hover:bg-hover",
                isRowSelected?.(row) && "bg-selected",
              )}
            >
              {columns.map((column) => (
                <td
                  key={column.key}
                  className={cn(cellStyle, "align-middle", column.align === "right" && "text-right", column.className)}
                >
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
          {rows.length === 0 && empty ? (
            <tr>
              <td colSpan={columns.length} className="p-0">
                {empty}
              </td>
            </tr>
          ) : null}
        </tbody>
      </table>
    </div>
  );
}
