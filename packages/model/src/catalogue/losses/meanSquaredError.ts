import { defineLoss } from "../definition.ts";

export const meanSquaredError = defineLoss({
  kind: "meanSquaredError",
  label: "Mean squared error",
  summary: "The mean of the squared distances; large errors weigh most.",
  formula: "mean (p − t)²",
  keywords: ["mse", "l2", "regression", "least squares"],
  parameters: {},
  isForNumbers: true,
  check: () => null,
  impliedActivation: () => null,
  lower({ builder, prediction, truth }) {
    const difference = builder.sub(prediction, truth);
    return builder.mean(builder.mul(difference, difference), [-1]);
  },
});
