import fc from "fast-check";
import { gzipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { describeIssue } from "./dataIssue.ts";
import { readCsv } from "./readCsv.ts";
import { cellText, type Table } from "./table.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);

function rowsOf(table: Table): string[][] {
  return Array.from({ length: table.rowCount }, (_, row) => table.columns.map((column) => cellText(column, row)));
}

function read(text: string | Uint8Array, fileName = "data.csv") {
  const result = readCsv(typeof text === "string" ? utf8(text) : text, { fileName });
  if (!result.ok) throw new Error(result.issues.map(describeIssue).join("\n"));
  return { ...result.value, names: result.value.table.columns.map(({ name }) => name), rows: rowsOf(result.value.table) };
}

function utf16(text: string, littleEndian: boolean): Uint8Array {
  const bytes = new Uint8Array(2 + text.length * 2);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 0xfeff, littleEndian);
  for (let index = 0; index < text.length; index++) view.setUint16(2 + index * 2, text.charCodeAt(index), littleEndian);
  return bytes;
}

describe("readCsv", () => {
  it("reads what it is given, whatever the delimiter, the quotes and the line ends", () => {
    const cell = fc.oneof(
      fc.string({ maxLength: 8 }),
      fc.constantFrom('"', "a,b", "a;b", "1,5", "x\ty", "two\nlines", " padded ", "ä€😀"),
    );
    const tables = fc.integer({ min: 2, max: 5 }).chain((width) => {
      const row = fc.array(cell, { minLength: width, maxLength: width });
      return fc.record({
        rows: fc.array(row, { minLength: 1, maxLength: 8 }),
        delimiter: fc.constantFrom(",", ";", "\t", "|"),
        newline: fc.constantFrom("\n", "\r\n"),
        quoteAll: fc.boolean(),
        lastNewline: fc.boolean(),
      });
    });
    fc.assert(
      fc.property(tables, ({ rows: given, delimiter, newline, quoteAll, lastNewline }) => {
        const rows = given.map((row) => row.map((text) => text.replaceAll("\r", "")));
        const header = (rows[0] ?? []).map((_, index) => `name ${index}`);
        const quote = (text: string) =>
          quoteAll || /[",;\t|\n]|^\s|\s$|^$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
        const text = [header, ...rows].map((row) => row.map(quote).join(delimiter)).join(newline) + (lastNewline ? newline : "");
        const result = read(text);
        expect(result.names).toEqual(header);
        expect(result.rows).toEqual(rows);
        expect(result.dialect).toMatchObject({ delimiter, hasHeader: true });
      }),
      { numRuns: 300 },
    );
  });

  it("keeps rows apart from chunk to chunk", () => {
    // Longer than a chunk of four million characters.
    const count = 30_000;
    const filler = "x".repeat(200);
    const lines = Array.from({ length: count }, (_, row) => `${row},"cell ${row % 7} ${filler}"`);
    const { table } = read(`id,text\n${lines.join("\n")}\n`);
    expect(table.rowCount).toBe(count);
    const [ids, texts] = table.columns;
    expect(texts?.dictionary).toHaveLength(7);
    for (let row = 0; row < count; row += 1000) expect(ids && cellText(ids, row)).toBe(String(row));
  });

  it.each([
    ["a UTF-8 byte order mark", new Uint8Array([0xef, 0xbb, 0xbf, ...utf8("größe,b\n1,2\n")])],
    ["UTF-16, little end first", utf16("größe,b\n1,2\n", true)],
    ["UTF-16, big end first", utf16("größe,b\n1,2\n", false)],
    ["Windows-1252", Uint8Array.from("gr\u00f6\u00dfe,b\n1,2\n", (sign) => sign.charCodeAt(0))],
    ["gzip", gzipSync(utf8("größe,b\n1,2\n"))],
    ["old line ends", utf8("größe,b\r1,2\r")],
    ["blank lines", utf8("\n\ngröße,b\n\n1,2\n\n   \n")],
    ["Excel's separator line", utf8("sep=,\r\ngröße,b\r\n1,2\r\n")],
  ])("reads %s", (_, bytes) => {
    const { names, rows } = read(bytes);
    expect(names).toEqual(["größe", "b"]);
    expect(rows).toEqual([["1", "2"]]);
  });

  it("reads a German spreadsheet: semicolons and decimal commas", () => {
    const { dialect, table } = read("länge;breite\n1,5;2\n1.234,25;3,75\n");
    expect(dialect).toEqual({ delimiter: ";", decimal: ",", hasHeader: true });
    expect(table.decimal).toBe(",");
  });

  it("keeps line feeds inside cells of a file with Windows line ends", () => {
    expect(read('a,b\r\n"x\ny",1\r\nz,2\r\n').rows).toEqual([
      ["x\ny", "1"],
      ["z", "2"],
    ]);
  });

  it("takes a first row with numbers for data and names the columns itself", () => {
    const { names, rows, dialect } = read("5.1,3.5,setosa\n4.9,3.0,setosa\n");
    expect(dialect.hasHeader).toBe(false);
    expect(names).toEqual(["column_1", "column_2", "column_3"]);
    expect(rows).toHaveLength(2);
  });

  it("takes a mixed first row for a header when numbers stand below its words", () => {
    expect(read("city,2019,2020\nBern,1,2\nUlm,3,4\n").dialect.hasHeader).toBe(false);
    expect(read("population,2019\n12,1\n14,3\n").names).toEqual(["population", "2019"]);
  });

  it("names repeated and nameless columns apart and says so", () => {
    const { names, table } = read("a,,a,a_2\n1,2,3,4\n");
    expect(names).toEqual(["a", "column_2", "a_3", "a_2"]);
    expect(table.notes).toEqual([
      'Column 2 has no name; it is called "column_2".',
      '"a" stands twice in the header; column 3 is called "a_3".',
    ]);
  });

  it.each<[string, string | Uint8Array, string]>([
    ["an empty file", "", "broken.csv: The file is empty. Choose a file with a header and at least one row."],
    ["blank lines only", "\n \n\n", "broken.csv: The file is empty. Choose a file with a header and at least one row."],
    ["a header only", "a,b\n", "broken.csv, line 1: The file has a header but no row below it. Choose a file with data."],
    [
      "a short row",
      "a,b,c\n1,2,3\n4,5\n",
      "broken.csv, line 3, column 3: This line has 2 cells; the header has 3. Add the missing cell or remove the line.",
    ],
    [
      "a long row after a cell of two lines",
      'a,b\n"one\ntwo",2\n1,2,3\n',
      "broken.csv, line 4, column 3: This line has 3 cells; the header has 2. Remove the extra cell, or put text that holds the delimiter in double quotes.",
    ],
    [
      "a quote without end",
      'a,b\n1,2\n3,"4\n5,6\n',
      "broken.csv, line 3, column 2: The quoted cell that starts here does not end properly. Close it with a double quote right before the next delimiter, and write a double quote inside a quoted cell twice.",
    ],
    [
      "a quote inside a quoted cell",
      'a,b\n1,2\n"say "hi"",4\n',
      "broken.csv, line 3, column 1: The quoted cell that starts here does not end properly. Close it with a double quote right before the next delimiter, and write a double quote inside a quoted cell twice.",
    ],
    [
      "bytes that are no text",
      new Uint8Array([97, 44, 98, 10, 0, 1, 2, 3]),
      "broken.csv: This is not a text file (byte 4 is a control byte). Export the table as CSV and import that file.",
    ],
    [
      "a spreadsheet",
      new Uint8Array([0x50, 0x4b, 3, 4, 20, 0]),
      "broken.csv: This is a zip or spreadsheet file. Export the sheet as CSV and import that file.",
    ],
    [
      "a web page",
      "<!DOCTYPE html>\n<html></html>",
      "broken.csv: This is a web page, not a table. Download the data file itself and import that.",
    ],
    [
      "a cut-off gzip file",
      gzipSync(utf8("a,b\n1,2\n")).slice(0, -5),
      "broken.csv: This gzip file is damaged or not complete. Download or pack it again.",
    ],
  ])("refuses %s", (_, content, sentence) => {
    const result = readCsv(typeof content === "string" ? utf8(content) : content, { fileName: "broken.csv" });
    expect(result.ok ? "read" : result.issues.map(describeIssue)).toEqual([sentence]);
  });

  it("reports several wrong lines, but not without end", () => {
    const result = readCsv(utf8(`a,b\n${"1\n".repeat(50)}`), { fileName: "broken.csv" });
    expect(result.ok ? [] : result.issues.map(({ line }) => line)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it("tells how far it is", () => {
    const seen: number[] = [];
    readCsv(utf8("a,b\n1,2\n3,4\n"), { fileName: "data.csv", onProgress: ({ share }) => seen.push(share) });
    expect(seen.at(-1)).toBe(1);
  });
});
