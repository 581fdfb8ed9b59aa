import { defineLoss } from "../definition.ts";
import { checkScoreLoss } from "./targetRules.ts";
import { classWeightingFields } from "./weightingFields.ts";

export const categoricalHinge = defineLoss({
  kind: "categoricalHinge",
  label: "Categorical hinge",
  summary: "Wants the score of the true class above every other by a margin of 1.",
  fitsWhen: "one class of several is to be decided with a margin, and no probability is wanted.",
  formula: "max(0, 1 + the largest p of the other classes, at least 0, − p of the true class)",
  keywords: ["svm", "margin", "multi-class", "classification"],
  parameters: { ...classWeightingFields },
  check: (signature, activation) => checkScoreLoss("Categorical hinge", "categorical", signature, activation),
  impliedActivation: () => "softmax",
  lower({ builder, prediction, truth }) {
    const best = builder.sum(builder.mul(truth, prediction), [-1]);
    const other = builder.reduceMax(builder.mul(builder.sub(1, truth), prediction), [-1]);
    return builder.relu(builder.add(builder.sub(other, best), 1));
  },
});
