import { defineLoss } from "../definition.ts";
import { signedLabels } from "./signedLabels.ts";
import { checkScoreLoss } from "./targetRules.ts";
import { classWeightingFields } from "./weightingFields.ts";

export const hinge = defineLoss({
  kind: "hinge",
  label: "Hinge",
  summary: "Pushes the score to the right side of 0 with a margin of 1, and then leaves it alone.",
  fitsWhen: "a yes-or-no decision with a clear margin is wanted, as a support vector machine makes it, and no probability.",
  formula: "mean max(1 − t p, 0), t is −1 or 1",
  keywords: ["svm", "margin", "binary classification"],
  parameters: { ...classWeightingFields },
  check: (signature, activation) => checkScoreLoss("Hinge", "binary", signature, activation),
  // A score above 0 reads as a value above one half: the decision is the model's, the number is no probability.
  impliedActivation: () => "sigmoid",
  lower({ builder, prediction, truth }) {
    const reached = builder.mul(signedLabels(builder, truth), prediction);
    return builder.mean(builder.relu(builder.sub(1, reached)), [-1]);
  },
});
