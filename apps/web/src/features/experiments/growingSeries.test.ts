import { describe, expect, it } from "vitest";
import { appendToSeries, createSeries, cutSeriesAfter, type GrowingSeries } from "./growingSeries.ts";

const pointsOf = ({ steps, values }: GrowingSeries) => [...steps].map((step, place) => [step, values[place]]);

describe("a growing series", () => {
  it("keeps every version as it was, also when two grow from the same one", () => {
    const first = createSeries([1, 2], [0.5, 0.4]);
    const left = appendToSeries(first, [3], [0.3]);
    const right = appendToSeries(first, [3, 4], [9, 8]);
    expect(pointsOf(first)).toEqual([
      [1, 0.5],
      [2, 0.4],
    ]);
    expect(pointsOf(left).at(-1)).toEqual([3, 0.3]);
    expect(pointsOf(right).slice(2)).toEqual([
      [3, 9],
      [4, 8],
    ]);
  });

  it("is cut after a step and grows on without touching the longer version", () => {
    const long = createSeries([1, 2, 3], [3, 2, 1]);
    const cut = cutSeriesAfter(long, 2);
    expect([...cut.steps]).toEqual([1, 2]);
    expect([...appendToSeries(cut, [3], [7]).values]).toEqual([3, 2, 7]);
    expect([...long.values]).toEqual([3, 2, 1]);
  });

  it("is copied a few times while it grows by ten thousand points, not at every one", () => {
    let series = createSeries([], []);
    const stores = new Set([series.store]);
    for (let step = 1; step <= 10_000; step++) {
      series = appendToSeries(series, [step], [1 / step]);
      stores.add(series.store);
    }
    expect(series.steps).toHaveLength(10_000);
    expect(series.values[9_999]).toBe(1 / 10_000);
    expect(stores.size).toBeLessThan(10);
  });
});
