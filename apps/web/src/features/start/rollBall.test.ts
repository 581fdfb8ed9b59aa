import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { twoValleys } from "./lossLandscape.ts";
import { rollBall, stepBall } from "./rollBall.ts";

/** f(w) = w^2 / 2, whose slope is w. */
function stepsOnParabola(steps: number, options: { learningRate: number; momentum: number }): number[] {
  let state = { weight: 1, velocity: 0 };
  const weights: number[] = [];
  for (let step = 0; step < steps; step++) {
    state = stepBall(state, state.weight, options);
    weights.push(state.weight);
  }
  return weights;
}

describe("stepBall", () => {
  it("takes exactly minus rate times slope without momentum", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -5, max: 5, noNaN: true }),
        fc.double({ min: -5, max: 5, noNaN: true }),
        fc.double({ min: 1e-4, max: 1, noNaN: true }),
        (weight, slope, learningRate) => {
          expect(stepBall({ weight, velocity: 3 }, slope, { learningRate, momentum: 0 }).weight).toBe(
            weight - learningRate * slope,
          );
        },
      ),
    );
  });

  it("follows SGD with momentum 0.9 on a parabola (worked out by hand)", () => {
    const weights = stepsOnParabola(3, { learningRate: 0.1, momentum: 0.9 });
    expect(weights[0]).toBeCloseTo(0.9, 12);
    expect(weights[1]).toBeCloseTo(0.72, 12);
    expect(weights[2]).toBeCloseTo(0.486, 12);
  });
});

describe("twoValleys", () => {
  it("has the slope of its own height", () => {
    const delta = 1e-5;
    for (let weight = twoValleys.from; weight <= twoValleys.to; weight += 0.05) {
      const measured = (twoValleys.lossAt(weight + delta) - twoValleys.lossAt(weight - delta)) / (2 * delta);
      expect(twoValleys.slopeAt(weight)).toBeCloseTo(measured, 7);
    }
  });

  it("is flat and highest at its ridge", () => {
    expect(Math.abs(twoValleys.slopeAt(twoValleys.ridge))).toBeLessThan(2e-3);
    expect(twoValleys.lossAt(twoValleys.ridge)).toBeGreaterThan(twoValleys.lossAt(twoValleys.ridge - 0.3));
    expect(twoValleys.lossAt(twoValleys.ridge)).toBeGreaterThan(twoValleys.lossAt(twoValleys.ridge + 0.3));
  });
});

describe("rollBall", () => {
  it("stays in the shallow valley without momentum and reaches the deep one with it", () => {
    expect(rollBall(twoValleys, -3.2, { learningRate: 0.05, momentum: 0 }).verdict).toBe("shallow");
    expect(rollBall(twoValleys, -3.2, { learningRate: 0.05, momentum: 0.9 }).verdict).toBe("deep");
  });

  it("can be carried out of the good valley by too much momentum", () => {
    expect(rollBall(twoValleys, 3.4, { learningRate: 0.05, momentum: 0.9 }).verdict).toBe("deep");
    expect(rollBall(twoValleys, 3.4, { learningRate: 0.05, momentum: 0.95 }).verdict).toBe("shallow");
  });

  it("says when the steps are too long for the landscape", () => {
    expect(rollBall(twoValleys, -3.2, { learningRate: 1, momentum: 0.97 }).verdict).toBe("outside");
  });

  it("never climbs on the way with a small rate and no momentum", () => {
    fc.assert(
      fc.property(fc.double({ min: -3.6, max: 3.6, noNaN: true }), (start) => {
        const { states } = rollBall(twoValleys, start, { learningRate: 0.05, momentum: 0 });
        const losses = states.map((state) => twoValleys.lossAt(state.weight));
        for (let step = 1; step < losses.length; step++)
          expect(losses[step]).toBeLessThanOrEqual((losses[step - 1] ?? 0) + 1e-12);
      }),
      { numRuns: 50 },
    );
  });
});
