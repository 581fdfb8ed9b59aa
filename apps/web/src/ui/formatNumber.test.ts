import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  formatAgo,
  formatBytes,
  formatCompact,
  formatCount,
  formatDuration,
  formatNumber,
  formatPercent,
  formatSetting,
  formatShape,
  parseNumber,
} from "./formatNumber.ts";

describe("numbers in words", () => {
  it.each([
    [formatNumber(0.031234), "0.0312"],
    [formatNumber(-12.44), "−12.4"],
    [formatNumber(1240.4), "1,240"],
    [formatNumber(0), "0"],
    [formatNumber(3.14159e-7), "3.14e−7"],
    [formatNumber(Number.NaN), "NaN"],
    [formatNumber(Number.NEGATIVE_INFINITY), "−∞"],
    [formatSetting(0.001), "0.001"],
    [formatSetting(1e-7), "1e−7"],
    [formatSetting(0.999999), "0.999999"],
    [formatSetting(65536), "65,536"],
    [formatCount(1797010), "1,797,010"],
    [formatCompact(940), "940"],
    [formatCompact(1200), "1.2 k"],
    [formatCompact(999_960), "1 M"],
    [formatCompact(1_234_567), "1.2 M"],
    [formatPercent(0.975), "97.5 %"],
    [formatDuration(0.0423), "42 µs"],
    [formatDuration(3.4), "3.4 ms"],
    [formatDuration(1250), "1.25 s"],
    [formatDuration(59_999), "1 min 00 s"],
    [formatDuration(125_000), "2 min 05 s"],
    [formatDuration(3 * 3600_000 + 20 * 60_000), "3 h 20 min"],
    [formatBytes(512), "512 B"],
    [formatBytes(12_700_000), "12.1 MiB"],
    [formatShape([28, 28, 16]), "28 × 28 × 16"],
    [formatAgo(0, 10_000), "just now"],
    [formatAgo(0, 300_000), "5 min ago"],
  ])("%s is %s", (got, wanted) => {
    expect(got).toBe(wanted);
  });
});

describe("parseNumber", () => {
  it.each([
    ["0.001", 0.001],
    ["1e-3", 0.001],
    ["1E−3", 0.001],
    ["0,001", 0.001],
    ["1,000", 1000],
    ["12,345.5", 12345.5],
    ["10 000", 10000],
    [".5", 0.5],
    ["−3", -3],
  ])("reads %s", (text, value) => {
    expect(parseNumber(text)).toBe(value);
  });

  it.each(["", "abc", "1.2.3", "--1", "1e", "Infinity", "NaN", "1e999"])("refuses %s", (text) => {
    expect(parseNumber(text)).toBeNull();
  });

  it("reads every setting that it wrote", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 }), (value) => {
        const read = parseNumber(formatSetting(value));
        expect(read).not.toBeNull();
        // Fifteen decimals are kept.
        expect(Math.abs((read ?? Number.NaN) - value)).toBeLessThanOrEqual(1e-15 * Math.max(1, Math.abs(value)));
      }),
    );
  });
});
