import { defineLoss } from "../definition.ts";
import { weightingFields } from "./weightingFields.ts";

export const meanSquaredError = defineLoss({
  kind: "meanSquaredError",
  label: "Mean squared error",
  summary: "The mean of the squared distances; large errors weigh most.",
  fitsWhen: "the target is a number and large errors are worse than several small ones; the usual choice.",
  formula: "mean (p − t)²",
  keywords: ["mse", "l2", "regression", "least squares"],
  parameters: { ...weightingFields },
  isForNumbers: true,
  check: () => null,
  impliedActivation: () => null,
  lower({ builder, prediction, truth }) {
    const difference = builder.sub(prediction, truth);
    return builder.mean(builder.mul(difference, difference), [-1]);
  },
});
