import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inspectTable } from "./inspectTable.ts";
import { tableFromRows } from "./table.ts";

function inspectValues(values: readonly string[], decimal: "." | "," = ".") {
  const table = tableFromRows({ fileName: "t", names: ["v"], rows: values.map((value) => [value]), decimal });
  const column = inspectTable(table).columns[0];
  if (!column) throw new Error("no column");
  return column;
}

const repeat = (values: readonly string[], times: number) => Array.from({ length: times }, () => values).flat();

describe("inspectTable", () => {
  it.each<[string, readonly string[], string]>([
    ["numbers", ["1", "2.5", "", "-3e2"], "numeric"],
    ["0 and 1", ["0", "1", "1", "NA"], "binary"],
    ["True and False", ["True", "False", "True"], "binary"],
    ["yes and no", ["yes", "no", "yes", ""], "binary"],
    ["two words", ["male", "female", "male"], "binary"],
    ["few words", repeat(["a", "b", "c"], 5), "categorical"],
    ["a different word in every row", Array.from({ length: 30 }, (_, row) => `name ${row}`), "text"],
    ["dates", ["2026-01-01", "2026-01-02", "2026-01-03"], "date"],
    ["numbers with a rare word", [...Array.from({ length: 99 }, (_, row) => String(row)), "unknown"], "numeric"],
    ["numbers with many words", repeat(["1", "2", "unknown"], 30), "categorical"],
    ["nothing", ["", "NA", "?"], "text"],
  ])("finds the type of %s", (_, values, type) => {
    expect(inspectValues(values).type).toBe(type);
  });

  it("counts, averages and bins every number exactly once", () => {
    const numbers = fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(numbers, (values) => {
        const table = tableFromRows({ fileName: "t", names: ["v"], rows: values.map((value) => [String(value)]) });
        const summary = inspectTable(table, { types: { v: "numeric" } }).columns[0]?.numbers;
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
        expect(summary?.min).toBe(Math.min(...values) + 0);
        expect(summary?.max).toBe(Math.max(...values) + 0);
        expect(summary?.mean).toBeCloseTo(mean, 5);
        expect(summary?.standardDeviation).toBeCloseTo(Math.sqrt(variance), 4);
        expect(summary?.bins.reduce((sum, bin) => sum + bin.count, 0)).toBe(values.length);
        expect(summary?.bins[0]?.from).toBeLessThanOrEqual(Math.min(...values));
        expect(summary?.bins.at(-1)?.to).toBeGreaterThanOrEqual(Math.max(...values));
      }),
    );
  });

  it("gives few whole numbers a bin each", () => {
    expect(inspectValues(repeat(["3", "4", "6"], 2)).numbers?.bins).toEqual([
      { from: 2.5, to: 3.5, count: 2 },
      { from: 3.5, to: 4.5, count: 2 },
      { from: 4.5, to: 5.5, count: 0 },
      { from: 5.5, to: 6.5, count: 2 },
    ]);
  });

  it("ranks categories and counts the rest", () => {
    const values = [
      ...repeat(["b"], 5),
      ...repeat(["a"], 9),
      " a ",
      ...Array.from({ length: 25 }, (_, index) => `rare ${index}`),
    ];
    const column = inspectValues(values);
    expect(column.categories?.slice(0, 2)).toEqual([
      { value: "a", count: 10 },
      { value: "b", count: 5 },
    ]);
    expect(column.others).toBe(25 - 18);
    expect(column.distinct).toBe(27);
  });

  it("says which cells do not fit the type", () => {
    const column = inspectValues([...Array.from({ length: 99 }, (_, row) => String(row)), "unknown"]);
    expect(column.unreadable).toBe(1);
    expect(column.notes).toEqual(['1 cell is no number (the first is "unknown" in row 100) and counts as missing.']);
  });

  it("notices sorted files", () => {
    const rows = [...repeat(["a"], 10), ...repeat(["b"], 10), ...repeat(["c"], 10)].map((species, row) => [
      species,
      String(row),
      String((row * 7) % 30),
    ]);
    const sorted = tableFromRows({ fileName: "t", names: ["species", "id", "mixed"], rows });
    expect(inspectTable(sorted).sortedBy).toEqual(["species"]);
    const shuffled = tableFromRows({
      fileName: "t",
      names: ["species", "id", "mixed"],
      rows: rows.map((_, row) => rows[(row * 7) % 30] ?? []),
    });
    expect(inspectTable(shuffled).sortedBy).toEqual([]);
  });

  it("counts rows with a missing cell once", () => {
    const table = tableFromRows({
      fileName: "t",
      names: ["a", "b"],
      rows: [
        ["", "NA"],
        ["1", ""],
        ["1", "2"],
      ],
    });
    expect(inspectTable(table).incompleteRows).toBe(2);
  });
});
