/**
 * A table held by columns. Every column keeps each different cell text once (`dictionary`) and one code per row, so that a million rows
 * fit, a column crosses a thread boundary as one buffer, and a text is read as a number or a category once and not once per row.
 * Texts are kept as they stand in the file.
 */
import type { LabelledImages } from "./labelledImages.ts";
import type { TextContent } from "./textContent.ts";

export interface TableColumn {
  readonly name: string;
  /** Different cell texts in order of first appearance. */
  readonly dictionary: readonly string[];
  /** Index into `dictionary` per row. */
  readonly codes: Uint32Array;
}

export interface Table {
  readonly fileName: string;
  readonly rowCount: number;
  readonly columns: readonly TableColumn[];
  readonly decimal: "." | ",";
  /** What the reader had to decide, in sentences for the user: renamed headers, a guessed text encoding. */
  readonly notes: readonly string[];
}

/** What a file or a generator holds. */
export type DatasetContent =
  | { readonly kind: "table"; readonly table: Table }
  | { readonly kind: "images"; readonly images: LabelledImages }
  | { readonly kind: "text"; readonly text: TextContent };

export function cellText(column: TableColumn, row: number): string {
  return column.dictionary[column.codes[row] ?? 0] ?? "";
}

export function findColumn(table: Table, name: string): TableColumn | undefined {
  return table.columns.find((column) => column.name === name);
}

/** Collects one column's cells. */
export interface ColumnBuilder {
  add(text: string): void;
  build(name: string): TableColumn;
}

export function createColumnBuilder(): ColumnBuilder {
  const dictionary: string[] = [];
  const codeOf = new Map<string, number>();
  let codes = new Uint32Array(1024);
  let length = 0;
  return {
    add(text) {
      let code = codeOf.get(text);
      if (code === undefined) {
        code = dictionary.length;
        dictionary.push(text);
        codeOf.set(text, code);
      }
      if (length === codes.length) {
        const grown = new Uint32Array(codes.length * 2);
        grown.set(codes);
        codes = grown;
      }
      codes[length++] = code;
    },
    build: (name) => ({ name, dictionary, codes: codes.slice(0, length) }),
  };
}

export function tableFromRows(options: {
  readonly fileName: string;
  readonly names: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly decimal?: "." | ",";
}): Table {
  const builders = options.names.map(() => createColumnBuilder());
  for (const row of options.rows) {
    for (const [index, builder] of builders.entries()) builder.add(row[index] ?? "");
  }
  return {
    fileName: options.fileName,
    rowCount: options.rows.length,
    columns: builders.map((builder, index) => builder.build(options.names[index] ?? `column_${index + 1}`)),
    decimal: options.decimal ?? ".",
    notes: [],
  };
}
