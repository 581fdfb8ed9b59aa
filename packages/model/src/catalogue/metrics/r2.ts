/**
 * Coefficient of determination. The truth is counted from one fixed sample on, which changes nothing in the formula but keeps
 * the digits of a target like "year" in f32. Several outputs are taken as one series of numbers.
 */
import { countElements } from "@downhill/ir";
import type { MetricDefinition } from "../definition.ts";

export const r2: MetricDefinition = {
  kind: "r2",
  label: "R²",
  summary: "Share of the target's variance that the model explains: 1 is perfect, 0 no better than always the mean.",
  formula: "1 − Σ (t − p)² / Σ (t − mean t)²",
  isBetter: "higher",
  format: "number",
  fitsWhen: "targets that are numbers",
  fits: (signature) => signature.kind === "numeric",
  sumNames: ["squaredError", "truth", "squaredTruth"],
  sums({ builder, prediction, truth, anchor }) {
    const error = builder.sub(prediction, truth);
    // One number for all outputs: another for each would change how far they lie apart.
    const start = countElements(anchor.type.shape) === 1 ? anchor : builder.mean(anchor);
    const shifted = builder.sub(truth, start);
    return {
      squaredError: builder.mean(builder.mul(error, error), [-1]),
      truth: builder.mean(shifted, [-1]),
      squaredTruth: builder.mean(builder.mul(shifted, shifted), [-1]),
    };
  },
  finish({ squaredError = Number.NaN, truth = Number.NaN, squaredTruth = Number.NaN }, count) {
    const variation = squaredTruth - (truth * truth) / count;
    return variation > 0 ? 1 - squaredError / variation : Number.NaN;
  },
};
