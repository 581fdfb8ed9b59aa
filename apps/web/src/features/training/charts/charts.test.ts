import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { computeLinearScale, computeLogScale } from "./axisTicks.ts";
import { type ChartGroup, findChartGroups } from "./chartGroups.ts";
import { findChartLines, findNearestX, findValueAt, type PrepareOptions, prepareRunChart } from "./prepareRunChart.ts";
import { type ChartRun, seriesFromPoints } from "./seriesData.ts";
import { thinSeries } from "./thinSeries.ts";

const values = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.double({ noNaN: true, min: -1e6, max: 1e6 }) },
    { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY) },
  ),
  {
    minLength: 1,
    maxLength: 3000,
  },
);

describe("thinning", () => {
  test("keeps the extremes, the first, the last and the order, whatever the width", () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 9, max: 900 }), (list, maxPoints) => {
        const steps = list.map((_, place) => place * 3 + 1);
        const { points, firstNonFinite } = thinSeries({ steps, values: list }, maxPoints);
        const finite = list.filter(Number.isFinite);
        const shown = points.map(({ value }) => value);
        expect(points.length).toBeLessThanOrEqual(maxPoints + 1);
        if (finite.length > 0) {
          // 0 and −0 are the same height.
          expect(Math.max(...shown) + 0).toBe(Math.max(...finite) + 0);
          expect(Math.min(...shown) + 0).toBe(Math.min(...finite) + 0);
          expect(shown[0]).toBe(finite[0]);
          expect(shown.at(-1)).toBe(finite.at(-1));
        }
        for (const [place, point] of points.entries()) {
          expect(point.value).toBe(list[(point.step - 1) / 3]);
          if (place > 0) expect(point.step).toBeGreaterThan(points[place - 1]!.step);
        }
        const broken = list.findIndex((value) => !Number.isFinite(value));
        expect(firstNonFinite?.step ?? null).toBe(broken < 0 ? null : broken * 3 + 1);
      }),
    );
  });

  test("a spike of one step in a hundred thousand survives", () => {
    const list = Array.from({ length: 100_000 }, (_, place) => (place === 54_321 ? 99 : 1));
    const { points } = thinSeries({ steps: list.map((_, place) => place), values: list }, 300);
    expect(points.find(({ value }) => value === 99)?.step).toBe(54_321);
  });
});

describe("axes", () => {
  test("linear ticks are round, cover the values and are few", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e5, max: 1e5, noNaN: true }),
        fc.double({ min: 1e-3, max: 1e5, noNaN: true }),
        (low, span) => {
          const { domain, ticks } = computeLinearScale(low, low + span);
          expect(domain[0]).toBeLessThanOrEqual(low + span * 1e-6);
          expect(domain[1]).toBeGreaterThanOrEqual(low + span - span * 1e-6);
          expect(ticks.length).toBeGreaterThanOrEqual(2);
          expect(ticks.length).toBeLessThanOrEqual(8);
        },
      ),
    );
    expect(computeLinearScale(0, 0.9).ticks).toEqual([0, 0.5, 1]);
    expect(computeLinearScale(0.1, 0.5).ticks).toEqual([0.1, 0.2, 0.3, 0.4, 0.5]);
  });

  test("logarithmic ticks are powers of ten, with 2 and 5 between when there is room", () => {
    expect(computeLogScale(0.0001, 1).ticks).toEqual([0.0001, 0.001, 0.01, 0.1, 1]);
    expect(computeLogScale(0.15, 2.5).ticks).toEqual([0.2, 0.5, 1, 2]);
    expect(computeLogScale(3, 3).ticks.length).toBeGreaterThan(0);
  });
});

const run: ChartRun = {
  id: "a",
  label: "Run A",
  stepsPerEpoch: 2,
  series: seriesFromPoints([
    { series: "training/loss", steps: [1, 2], values: [4, 3] },
    { series: "training/loss", steps: [3, 4], values: [2, null] },
    { series: "validation/loss", steps: [2, 4], values: [3.5, 3.75] },
    { series: "validation/accuracy", steps: [2, 4], values: [0.5, 0.75] },
    { series: "learningRate", steps: [1], values: [0.1] },
  ]),
};
const options: PrepareOptions = { x: "step", y: "linear", hiddenLines: new Set() };
const prepare = (group: ChartGroup | undefined, of: ChartRun, changes: Partial<PrepareOptions> = {}) =>
  prepareRunChart(group!, findChartLines(group!, [of], 100), { ...options, ...changes });

describe("a run's charts", () => {
  test("the loss comes first, metrics by their names, and series that are neither are left out", () => {
    expect(findChartGroups([run]).map(({ title }) => title)).toEqual(["Loss", "Accuracy"]);
  });

  test("marks the best validation by the metric's direction, and says what is not finite", () => {
    const [loss, accuracy] = findChartGroups([run]);
    const lossChart = prepare(loss, run);
    expect(lossChart.best).toEqual([expect.objectContaining({ x: 2, y: 3.5, text: "Validation best: 3.5 at step 2 (epoch 1)" })]);
    expect(lossChart.nonFinite.map(({ text }) => text)).toEqual(["Training loss is NaN at step 4 (epoch 2)."]);
    expect(lossChart.summary).toContain("Training NaN at step 4; Validation 3.75 at step 4.");
    const accuracyChart = prepare(accuracy, run, { x: "epoch" });
    expect(accuracyChart.best[0]).toMatchObject({ x: 2, y: 0.75 });
  });

  test("a logarithmic axis says how many points it cannot show", () => {
    const [loss] = findChartGroups([run]);
    const zeros = { ...run, series: { "training/loss": { steps: [1, 2, 3], values: [0, -1, 2] } } };
    const chart = prepare(loss, zeros, { y: "log" });
    expect(chart.notes).toEqual(["2 points at or below 0 have no place on a logarithmic axis."]);
    expect(chart.yScale.ticks).toContain(2);
  });

  test("lines switched off are neither drawn nor counted", () => {
    const [loss] = findChartGroups([run]);
    const chart = prepare(loss, run, { hiddenLines: new Set(["a:training"]) });
    expect(chart.lines.map(({ key }) => key)).toEqual(["a:validation"]);
    expect(chart.nonFinite).toEqual([]);
  });

  test("the crosshair reads the latest point at or before it from the full data", () => {
    const [loss] = findChartGroups([run]);
    const [training, validation] = prepare(loss, run).lines;
    expect(findValueAt(training!, 3, "step")).toEqual({ step: 3, value: 2 });
    expect(findValueAt(validation!, 3, "step")).toEqual({ step: 2, value: 3.5 });
    expect(findValueAt(validation!, 1, "step")).toBeNull();
    expect(findValueAt(training!, 1.5, "epoch")).toEqual({ step: 3, value: 2 });
    expect(findNearestX([training!, validation!], 2.4, "step")).toBe(2);
    expect(findNearestX([validation!], 1.6, "epoch")).toBe(2);
    expect(findNearestX([], 1, "step")).toBeNull();
  });
});
