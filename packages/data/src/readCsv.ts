/**
 * Reads a CSV file (packed by gzip or not) into a table. A row with too many or too few cells, a quote without end, an empty or binary file
 * are issues with line and column; nothing is guessed into place.
 */
import Papa from "papaparse";
import { type CsvDialect, countText, detectDialect, detectNewline } from "./csvDialect.ts";
import { failed, succeeded } from "./dataIssue.ts";
import { decodeText } from "./decodeText.ts";
import type { DataIssue, DataResult } from "./encodedDataset.ts";
import { dataLimits, formatBytes } from "./limits.ts";
import { type ColumnBuilder, createColumnBuilder, type Table } from "./table.ts";
import { isGzip, unpackGzip } from "./unpackGzip.ts";

export interface ReadCsvOptions extends Partial<CsvDialect> {
  readonly fileName: string;
  /** Called now and then with the share of the text read so far, 0 to 1, and the rows. */
  readonly onProgress?: (progress: { readonly share: number; readonly rows: number }) => void;
}

export interface CsvFile {
  readonly table: Table;
  readonly dialect: CsvDialect;
}

const chunkCharacters = 4 * 1024 * 1024;

export function readCsv(bytes: Uint8Array, options: ReadCsvOptions): DataResult<CsvFile> {
  const { fileName } = options;
  if (bytes.length > dataLimits.fileBytes) {
    const message = `The file has ${formatBytes(bytes.length)}; at most ${formatBytes(dataLimits.fileBytes)} are taken. Import a part of it.`;
    return failed({ code: "fileTooLarge", fileName, message });
  }
  const unpacked = isGzip(bytes) ? unpackGzip(bytes, fileName) : succeeded(bytes);
  if (!unpacked.ok) return unpacked;
  const foreign = describeForeignFormat(unpacked.value);
  if (foreign) return failed({ code: "notCsv", fileName, message: foreign });
  const decoded = decodeText(unpacked.value, fileName);
  if (!decoded.ok) return decoded;
  const { text, firstLine, delimiter } = cutSeparatorLine(decoded.value.text);
  if (text.trim() === "") {
    return failed({
      code: "emptyFile",
      fileName,
      message: "The file is empty. Choose a file with a header and at least one row.",
    });
  }
  const dialect = detectDialect(text, { ...options, delimiter: options.delimiter ?? delimiter });
  const reader = createRowReader({ fileName, dialect, firstLine });
  const issues = feedRows({ ...options, text, dialect, reader, firstLine });
  if (issues.length > 0) return { ok: false, issues };
  const notes = decoded.value.note ? [decoded.value.note, ...reader.notes] : reader.notes;
  const rowCount = reader.rowCount();
  if (rowCount === 0) {
    return failed({
      code: "noRows",
      fileName,
      line: firstLine,
      message: "The file has a header but no row below it. Choose a file with data.",
    });
  }
  const columns = reader.builders.map((builder, index) => builder.build(reader.names[index] ?? ""));
  return succeeded({ table: { fileName, rowCount, columns, decimal: dialect.decimal, notes }, dialect });
}

function describeForeignFormat(bytes: Uint8Array): string | undefined {
  const start = String.fromCharCode(...bytes.subarray(0, 200));
  if (start.startsWith("PK\u0003\u0004"))
    return "This is a zip or spreadsheet file. Export the sheet as CSV and import that file.";
  if (/^(?:\u00ef\u00bb\u00bf)?\s*<(?:!doctype|html|\?xml)/i.test(start)) {
    return "This is a web page, not a table. Download the data file itself and import that.";
  }
  return undefined;
}

/** Excel's first line "sep=;" names the delimiter and is no row. */
function cutSeparatorLine(text: string): { text: string; firstLine: number; delimiter?: CsvDialect["delimiter"] } {
  const match = /^sep=([,;\t|])\r?\n/i.exec(text);
  const sign = match?.[1];
  if (!match || (sign !== "," && sign !== ";" && sign !== "\t" && sign !== "|")) return { text, firstLine: 1 };
  return { text: text.slice(match[0].length), firstLine: 2, delimiter: sign };
}

interface RowReader {
  readonly names: string[];
  readonly builders: ColumnBuilder[];
  readonly notes: string[];
  rowCount(): number;
  /** Takes the next row, which starts at `line`; returns what is wrong with it. */
  take(cells: readonly string[], line: number): DataIssue | undefined;
}

function createRowReader(options: {
  readonly fileName: string;
  readonly dialect: CsvDialect;
  readonly firstLine: number;
}): RowReader {
  const { fileName, dialect } = options;
  const names: string[] = [];
  const builders: ColumnBuilder[] = [];
  const notes: string[] = [];
  let rowCount = 0;
  let isFirst = true;

  function start(cells: readonly string[], line: number): DataIssue | undefined {
    isFirst = false;
    if (cells.length > dataLimits.columns) {
      const message = `The file has ${cells.length} columns; at most ${dataLimits.columns} are taken.`;
      return { code: "tooManyColumns", fileName, line, message };
    }
    names.push(...nameColumns(dialect.hasHeader ? cells : cells.map(() => ""), dialect.hasHeader ? notes : []));
    builders.push(...cells.map(() => createColumnBuilder()));
    return dialect.hasHeader ? undefined : add(cells, line);
  }

  function add(cells: readonly string[], line: number): DataIssue | undefined {
    if (cells.length !== names.length) return wrongWidth(cells.length, line);
    if (rowCount >= dataLimits.rows) {
      const message = `The file has more than ${dataLimits.rows} rows, the most that is taken. Import a part of it.`;
      return { code: "tooManyRows", fileName, line, message };
    }
    for (let index = 0; index < cells.length; index++) builders[index]?.add(cells[index] ?? "");
    rowCount++;
    return undefined;
  }

  function wrongWidth(width: number, line: number): DataIssue {
    const expected = `${dialect.hasHeader ? "the header" : "the first row"} has ${names.length}`;
    const what = `This line has ${width} ${width === 1 ? "cell" : "cells"}; ${expected}.`;
    const advice =
      width < names.length
        ? `Add the missing ${names.length - width === 1 ? "cell" : "cells"} or remove the line.`
        : `Remove the extra ${width - names.length === 1 ? "cell" : "cells"}, or put text that holds the delimiter in double quotes.`;
    return { code: "wrongCellCount", fileName, line, column: Math.min(width, names.length) + 1, message: `${what} ${advice}` };
  }

  return {
    names,
    builders,
    notes,
    rowCount: () => rowCount,
    take: (cells, line) => (isFirst ? start(cells, line) : add(cells, line)),
  };
}

/** Names for every column: empty ones get "column_3", repeated ones "age_2", and the user is told. */
function nameColumns(header: readonly string[], notes: string[]): string[] {
  const taken = new Set(header.map((name) => name.trim()));
  const used = new Set<string>();
  return header.map((cell, index) => {
    const name = cell.trim();
    const base = name === "" ? `column_${index + 1}` : name;
    let unique = base;
    for (let suffix = 2; used.has(unique) || (unique !== name && taken.has(unique)); suffix++) unique = `${base}_${suffix}`;
    if (unique !== name) {
      notes.push(
        name === ""
          ? `Column ${index + 1} has no name; it is called "${unique}".`
          : `"${name}" stands twice in the header; column ${index + 1} is called "${unique}".`,
      );
    }
    used.add(unique);
    return unique;
  });
}

interface FeedOptions extends ReadCsvOptions {
  readonly text: string;
  readonly dialect: CsvDialect;
  readonly reader: RowReader;
  readonly firstLine: number;
}

type ChunkedParseConfig = Papa.ParseConfig<string[]> & {
  readonly chunkSize: number;
  chunk(result: Papa.ParseResult<string[]>, parser: Papa.Parser): void;
};

/** Parses the text chunk by chunk and hands its rows to the reader; stops at what cannot be mended by reading on. */
function feedRows({ text, dialect, reader, firstLine, fileName, onProgress }: FeedOptions): readonly DataIssue[] {
  const newline = detectNewline(text);
  const cutsReturns = newline === "\n" && text.includes("\r\n");
  const cellsHoldNewlines = text.includes('"');
  const lineBreak = newline === "\r" ? "\r" : "\n";
  const issues: DataIssue[] = [];
  let line = firstLine;
  let chunkStart = 0;
  // Papa parses a string by chunks too; its types allow that for files only, so the configuration is typed here.
  const config: ChunkedParseConfig = {
    delimiter: dialect.delimiter,
    newline,
    chunkSize: chunkCharacters,
    chunk: (result, parser) => {
      const quoteError = result.errors.find((error) => error.type === "Quotes");
      if (quoteError) {
        issues.push(
          quoteIssue({ text, open: chunkStart + (quoteError.index ?? 1) - 1, lineBreak, firstLine, dialect, fileName }),
        );
        parser.abort();
        return;
      }
      for (const cells of result.data) {
        const last = cells.length - 1;
        if (cutsReturns && cells[last]?.endsWith("\r")) cells[last] = cells[last].slice(0, -1);
        const isBlank = cells.length === 1 && (cells[0] ?? "").trim() === "";
        const issue = isBlank ? undefined : reader.take(cells, line);
        line += 1 + (cellsHoldNewlines ? cells.reduce((sum, cell) => sum + countText(cell, lineBreak), 0) : 0);
        if (!issue) continue;
        issues.push(issue);
        if (issues.length >= dataLimits.issues || issue.code !== "wrongCellCount") {
          parser.abort();
          return;
        }
      }
      chunkStart = result.meta.cursor;
      onProgress?.({ share: Math.min(1, chunkStart / text.length), rows: reader.rowCount() });
    },
  };
  Papa.parse<string[]>(text, config);
  return issues;
}

/** The issue of a quoted cell that opens at offset `open` and does not end as it should. */
function quoteIssue(options: {
  readonly text: string;
  readonly open: number;
  readonly lineBreak: "\n" | "\r";
  readonly firstLine: number;
  readonly dialect: CsvDialect;
  readonly fileName: string;
}): DataIssue {
  const { text, open, lineBreak, firstLine, dialect, fileName } = options;
  const lineStart = open === 0 ? 0 : text.lastIndexOf(lineBreak, open - 1) + 1;
  const cellsBefore = Papa.parse<string[]>(text.slice(lineStart, open), { delimiter: dialect.delimiter, newline: "\n" }).data[0];
  return {
    code: "openQuote",
    fileName,
    line: firstLine + countText(text.slice(0, lineStart), lineBreak),
    column: Math.max(1, cellsBefore?.length ?? 1),
    message:
      "The quoted cell that starts here does not end properly. Close it with a double quote right before the next delimiter, " +
      "and write a double quote inside a quoted cell twice.",
  };
}
