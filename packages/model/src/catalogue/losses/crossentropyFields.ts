/** Parameters that both crossentropies have. Behind Linear and the activation that fits the loss it is computed from logits. */
import { number } from "../parameterFields.ts";

export const labelSmoothingField = number({
  label: "Label smoothing",
  help: "Moves this share of each label's certainty to the other outcomes; 0 trusts the labels fully.",
  default: 0,
  min: 0,
  max: 0.5,
});

export const epsilonField = number({
  label: "Epsilon",
  help: "Probabilities are kept this far from 0 and 1; without effect where the loss is computed from logits.",
  default: 1e-7,
  min: 1e-12,
  max: 0.1,
  scale: "logarithmic",
  isAdvanced: true,
});
