import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isMissingText, orderBinary, parseDate, parseNumber } from "./cellValue.ts";

describe("parseNumber", () => {
  it("reads every finite 32-bit number as it is printed, with either decimal sign", () => {
    fc.assert(
      fc.property(
        fc.float({ noNaN: true, noDefaultInfinity: true, max: Math.fround(3e38), min: Math.fround(-3e38) }),
        (value) => {
          expect(parseNumber(String(value), ".")).toBe(value + 0);
          expect(parseNumber(String(value).replace(".", ","), ",")).toBe(value + 0);
        },
      ),
    );
  });

  it.each([
    [" 5.1 ", ".", 5.1],
    ["+3", ".", 3],
    ["-.5e-3", ".", -0.0005],
    ["7.", ".", 7],
    ["1,234,567.5", ".", 1234567.5],
    ["1.234.567,5", ",", 1234567.5],
    ["1,5", ",", 1.5],
  ] as const)("reads %j with decimal %j", (text, decimal, value) => {
    expect(parseNumber(text, decimal)).toBe(value);
  });

  it.each(["", "abc", "1 000", "1,23", "12,34,567", "0x10", "Infinity", "1e999", "1e39", "5 cm", "--1", "1e", "."])(
    "takes %j for no number",
    (text) => {
      expect(parseNumber(text, ".")).toBeNaN();
    },
  );
});

describe("cell texts", () => {
  it("knows what stands for a missing cell", () => {
    for (const text of ["", "  ", "NA", "n/a", "N/A", "NaN", "nan", "null", "NULL", "?", "-", " NA "])
      expect(isMissingText(text), text).toBe(true);
    for (const text of ["0", "none", "--", "unknown", "NAN1", "-1"]) expect(isMissingText(text), text).toBe(false);
  });

  it.each([
    ["Yes", "No", ["No", "Yes"]],
    ["True", "False", ["False", "True"]],
    ["1", "0", ["0", "1"]],
    ["10", "9", ["9", "10"]],
    ["male", "female", ["female", "male"]],
  ])("orders %s and %s", (first, second, order) => {
    expect(orderBinary([first, second])).toEqual(order);
    expect(orderBinary([second, first])).toEqual(order);
  });

  it.each([
    ["1970-01-02", 1],
    ["2000/2/29", 11016],
    ["31.12.1969", -1],
    ["3/31/2026", 20543],
    ["31/3/2026", 20543],
    ["1970-01-01 12:00", 0.5],
    ["1970-01-01T06:00:00Z", 0.25],
    ["2026-02-30", Number.NaN],
    ["13/13/2020", Number.NaN],
    ["hello", Number.NaN],
  ])("reads the date %s", (text, days) => {
    expect(parseDate(text)).toBe(days);
  });
});
