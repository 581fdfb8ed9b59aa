import { defineLoss } from "../definition.ts";

export const meanAbsoluteError = defineLoss({
  kind: "meanAbsoluteError",
  label: "Mean absolute error",
  summary: "The mean distance between prediction and truth; outliers weigh no more than others.",
  formula: "mean |p − t|",
  keywords: ["mae", "l1", "regression"],
  parameters: {},
  isForNumbers: true,
  check: () => null,
  impliedActivation: () => null,
  lower: ({ builder, prediction, truth }) => builder.mean(builder.abs(builder.sub(prediction, truth)), [-1]),
});
