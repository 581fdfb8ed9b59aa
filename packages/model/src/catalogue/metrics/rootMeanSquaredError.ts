import type { MetricDefinition } from "../definition.ts";

export const rootMeanSquaredError: MetricDefinition = {
  kind: "rootMeanSquaredError",
  label: "RMSE",
  summary: "Root of the mean squared distance, in the target's encoded unit; large errors weigh most.",
  formula: "√ mean (p − t)²",
  isBetter: "lower",
  format: "number",
  fitsWhen: "targets that are numbers or images",
  fits: (signature) => signature.kind === "numeric" || signature.kind === "image",
  sumNames: ["squaredError"],
  sums: ({ builder, prediction, truth }) => ({
    squaredError: builder.mean(builder.square(builder.sub(prediction, truth)), [-1]),
  }),
  finish: ({ squaredError = Number.NaN }, count) => Math.sqrt(squaredError / count),
};
