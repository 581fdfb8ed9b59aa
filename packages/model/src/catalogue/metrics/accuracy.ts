import type { MetricDefinition } from "../definition.ts";
import { meanPerSample } from "./perSample.ts";

export const accuracy: MetricDefinition = {
  kind: "accuracy",
  label: "Accuracy",
  summary: "Share of the samples whose predicted class is the true one.",
  formula: "count(predicted class = true class) / count",
  isBetter: "higher",
  format: "percent",
  fits: (signature) => signature.kind === "categorical" || signature.kind === "binary",
  sumNames: ["correct"],
  sums({ builder, prediction, truth, signature }) {
    const isRight =
      signature.kind === "categorical"
        ? builder.eq(builder.argmax(prediction, -1), builder.argmax(truth, -1))
        : builder.eq(builder.cast(builder.gt(prediction, 0.5), "i32"), builder.cast(builder.gt(truth, 0.5), "i32"));
    return { correct: meanPerSample(builder, builder.cast(isRight, "f32")) };
  },
  finish: (totals, count) => (totals.correct ?? Number.NaN) / count,
};
