import type { MetricDefinition } from "../definition.ts";

export const meanAbsoluteErrorMetric: MetricDefinition = {
  kind: "meanAbsoluteError",
  label: "MAE",
  summary: "Mean distance between prediction and truth, in the target's encoded unit.",
  formula: "mean |p − t|",
  isBetter: "lower",
  format: "number",
  fitsWhen: "targets that are numbers or images",
  fits: (signature) => signature.kind === "numeric" || signature.kind === "image",
  sumNames: ["absoluteError"],
  sums: ({ builder, prediction, truth }) => ({
    absoluteError: builder.mean(builder.abs(builder.sub(prediction, truth)), [-1]),
  }),
  finish: (totals, count) => (totals.absoluteError ?? Number.NaN) / count,
};
