import type { MetricDefinition } from "../definition.ts";
import { isDecision, isPredictionRight } from "./decision.ts";

export const accuracy: MetricDefinition = {
  kind: "accuracy",
  label: "Accuracy",
  summary: "Share of the samples whose predicted class is the true one.",
  formula: "count(predicted class = true class) / count",
  isBetter: "higher",
  format: "percent",
  fitsWhen: "targets that name classes or say yes or no",
  fits: isDecision,
  sumNames: ["correct"],
  sums: (context) => ({ correct: context.builder.cast(isPredictionRight(context), "f32") }),
  finish: (totals, count) => (totals.correct ?? Number.NaN) / count,
};
