import type { MetricDefinition } from "../definition.ts";
import { meanPerSample } from "./perSample.ts";

export const meanAbsoluteErrorMetric: MetricDefinition = {
  kind: "meanAbsoluteError",
  label: "MAE",
  summary: "Mean distance between prediction and truth, in the target's encoded unit.",
  formula: "mean |p − t|",
  isBetter: "lower",
  format: "number",
  fits: (signature) => signature.kind === "numeric" || signature.kind === "image",
  sumNames: ["absoluteError"],
  sums: ({ builder, prediction, truth }) => ({
    absoluteError: meanPerSample(builder, builder.abs(builder.sub(prediction, truth))),
  }),
  finish: (totals, count) => (totals.absoluteError ?? Number.NaN) / count,
};
