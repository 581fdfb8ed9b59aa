import { describe, expect, it } from "vitest";
import { nextRound, numberProblem } from "./NumberInput.tsx";
import { fromLogPosition, toLogPosition } from "./Slider.tsx";

describe("nextRound", () => {
  it.each([
    [0.001, 1, 0.002],
    [0.001, -1, 0.0005],
    [0.003, 1, 0.005],
    [0.003, -1, 0.002],
    [5, 1, 10],
    [1, -1, 0.5],
  ] as const)("goes from %d by %d to %d", (value, direction, wanted) => {
    expect(nextRound(value, direction)).toBe(wanted);
  });
});

describe("numberProblem", () => {
  it("names what is wrong", () => {
    const range = { min: 0, max: 1, isInteger: false };
    expect(numberProblem(null, range)).toMatch(/Type a number/);
    expect(numberProblem(-1, range)).toBe("Must be at least 0.");
    expect(numberProblem(2, range)).toBe("Must be at most 1.");
    expect(numberProblem(0.5, range)).toBeNull();
    expect(numberProblem(0.5, { ...range, isInteger: true })).toBe("Type a whole number.");
  });
});

describe("the logarithmic slider", () => {
  it("has the powers of ten at even distances", () => {
    const positions = [1e-4, 1e-3, 1e-2, 1e-1].map((value) => toLogPosition(value, 1e-4, 1e-1));
    expect(positions).toEqual([0, 333, 667, 1000]);
  });

  it("gives numbers of two digits, and its ends exactly", () => {
    expect(fromLogPosition(0, 1e-7, 10)).toBe(1e-7);
    expect(fromLogPosition(1000, 1e-7, 10)).toBe(10);
    expect(fromLogPosition(500, 1e-7, 10)).toBe(0.001);
    expect(fromLogPosition(517, 1e-7, 10)).toBe(0.0014);
  });
});
