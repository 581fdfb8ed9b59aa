import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { thinSeries } from "./thinSeries.ts";

const value = fc.oneof(
  { weight: 6, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY) },
);

const series = fc.array(fc.tuple(fc.integer({ min: 1, max: 20 }), value), { maxLength: 600 }).map((pairs) => {
  let step = 0;
  const steps = pairs.map(([gap]) => {
    step += gap;
    return step;
  });
  return { steps, values: pairs.map(([, item]) => item) };
});

describe("thinSeries", () => {
  it("leaves few points as they are", () => {
    const points = { steps: [1, 2, 3], values: [3, Number.NaN, 1] };
    expect(thinSeries(points, 10)).toEqual({ ...points, isThinned: false });
  });

  it("returns given points in order, with the first and the last", () => {
    fc.assert(
      fc.property(series, fc.integer({ min: 1, max: 40 }), (points, maxBuckets) => {
        const thinned = thinSeries(points, maxBuckets);
        const given = new Map(points.steps.map((step, index) => [step, points.values[index]]));
        thinned.steps.forEach((step, index) => {
          expect(given.has(step)).toBe(true);
          expect(thinned.values[index]).toBe(given.get(step));
          if (index > 0) expect(step).toBeGreaterThan(thinned.steps[index - 1] ?? 0);
        });
        expect(thinned.steps[0]).toBe(points.steps[0]);
        expect(thinned.steps.at(-1)).toBe(points.steps.at(-1));
      }),
    );
  });

  it("keeps the finite extremes of every bucket", () => {
    fc.assert(
      fc.property(series, fc.integer({ min: 1, max: 40 }), (points, maxBuckets) => {
        const thinned = thinSeries(points, maxBuckets);
        const first = points.steps[0] ?? 0;
        const width = ((points.steps.at(-1) ?? 0) - first + 1) / maxBuckets;
        for (let bucket = 0; bucket < maxBuckets; bucket++) {
          const inBucket = (step: number | undefined) => Math.floor(((step ?? 0) - first) / width) === bucket;
          const before = points.values.filter((item, index) => inBucket(points.steps[index]) && Number.isFinite(item));
          const after = thinned.values.filter((item, index) => inBucket(thinned.steps[index]) && Number.isFinite(item));
          if (before.length === 0) continue;
          expect(Math.max(...after)).toBe(Math.max(...before));
          expect(Math.min(...after)).toBe(Math.min(...before));
        }
      }),
    );
  });

  it("keeps every non-finite value, or both ends of a stretch of the same one around it", () => {
    fc.assert(
      fc.property(series, fc.integer({ min: 1, max: 40 }), (points, maxBuckets) => {
        const kept = new Set(thinSeries(points, maxBuckets).steps);
        points.values.forEach((item, index) => {
          if (Number.isFinite(item) || kept.has(points.steps[index] ?? 0)) return;
          const reachesKept = (direction: 1 | -1): boolean => {
            for (let at = index; Object.is(points.values[at], item); at += direction) {
              if (kept.has(points.steps[at] ?? 0)) return true;
            }
            return false;
          };
          expect(reachesKept(1) && reachesKept(-1)).toBe(true);
        });
      }),
    );
  });

  it("bounds the number of finite points", () => {
    const steps = Array.from({ length: 100_000 }, (_, index) => index + 1);
    const thinned = thinSeries({ steps, values: steps.map((step) => Math.sin(step)) }, 500);
    expect(thinned.steps.length).toBeLessThanOrEqual(2000);
    expect(thinned.isThinned).toBe(true);
  });
});
