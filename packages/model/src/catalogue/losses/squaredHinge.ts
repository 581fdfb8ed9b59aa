import { defineLoss } from "../definition.ts";
import { signedLabels } from "./signedLabels.ts";
import { checkScoreLoss } from "./targetRules.ts";
import { classWeightingFields } from "./weightingFields.ts";

export const squaredHinge = defineLoss({
  kind: "squaredHinge",
  label: "Squared hinge",
  summary: "The hinge loss squared: large violations of the margin weigh most, and the slope has no jump.",
  fitsWhen: "as Hinge, where the mistakes that are far off matter most.",
  formula: "mean max(1 − t p, 0)², t is −1 or 1",
  keywords: ["svm", "margin", "binary classification"],
  parameters: { ...classWeightingFields },
  check: (signature, activation) => checkScoreLoss("Squared hinge", "binary", signature, activation),
  impliedActivation: () => "sigmoid",
  lower({ builder, prediction, truth }) {
    const reached = builder.mul(signedLabels(builder, truth), prediction);
    return builder.mean(builder.square(builder.relu(builder.sub(1, reached))), [-1]);
  },
});
