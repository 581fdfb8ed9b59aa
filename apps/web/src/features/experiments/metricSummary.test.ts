import { describe, expect, it } from "vitest";
import { summarizeLoss, summarizeMetric } from "./metricSummary.ts";

const accuracy = { series: "validation/accuracy", step: 40, last: 0.9, min: 0.5, max: 0.975 };
const loss = { series: "validation/loss", step: 40, last: 0.4, min: 0.3123, max: 2 };

describe("the numbers of a run in a list", () => {
  it("shows the lowest validation loss and the highest accuracy as the best", () => {
    expect(summarizeLoss([loss, accuracy])).toEqual({ label: "Validation loss", last: "0.4", best: "0.312" });
    expect(summarizeMetric([loss, accuracy])).toEqual({ label: "Validation accuracy", last: "90.0 %", best: "97.5 %" });
  });

  it("falls back to training where there are no validation samples", () => {
    expect(summarizeLoss([{ ...loss, series: "training/loss" }])?.label).toBe("Training loss");
  });

  it("prefers R² to the mean absolute error, whose best is the lowest", () => {
    const error = { series: "validation/meanAbsoluteError", step: 1, last: 3, min: 2, max: 5 };
    expect(summarizeMetric([error])).toMatchObject({ best: "2", last: "3" });
    expect(summarizeMetric([error, { series: "validation/r2", step: 1, last: 0.5, min: 0, max: 0.7 }])?.label).toBe(
      "Validation R²",
    );
  });

  it("says NaN when the last value is not a number, and nothing before the first point", () => {
    expect(summarizeLoss([{ ...loss, last: null }])?.last).toBe("NaN");
    expect(summarizeLoss([])).toBeNull();
    expect(summarizeMetric([loss])).toBeNull();
  });
});
