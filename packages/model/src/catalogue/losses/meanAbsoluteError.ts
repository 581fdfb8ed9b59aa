import { defineLoss } from "../definition.ts";
import { weightingFields } from "./weightingFields.ts";

export const meanAbsoluteError = defineLoss({
  kind: "meanAbsoluteError",
  label: "Mean absolute error",
  summary: "The mean distance between prediction and truth; outliers weigh no more than others.",
  fitsWhen: "the target is a number with outliers that should not rule the training.",
  formula: "mean |p − t|",
  keywords: ["mae", "l1", "regression"],
  parameters: { ...weightingFields },
  isForNumbers: true,
  check: () => null,
  impliedActivation: () => null,
  lower: ({ builder, prediction, truth }) => builder.mean(builder.abs(builder.sub(prediction, truth)), [-1]),
});
