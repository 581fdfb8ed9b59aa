/** Over a softmax (or no activation) from the logits; otherwise from probabilities, kept between epsilon and 1 as Keras does. */
import { defineLoss } from "../definition.ts";
import { smallestNormal } from "../smallestNormal.ts";
import { epsilonField } from "./crossentropyFields.ts";
import { checkClassLoss } from "./targetRules.ts";
import { classWeightingFields } from "./weightingFields.ts";

export const kullbackLeibler = defineLoss({
  kind: "kullbackLeibler",
  label: "Kullback-Leibler divergence",
  summary: "How far the predicted distribution lies from the true one; 0 when they are equal.",
  fitsWhen: "the truth is a distribution over classes; with plain labels it is Categorical crossentropy.",
  formula: "Σ t log(t / p) over the classes",
  keywords: ["kl", "kld", "relative entropy", "distillation", "soft labels"],
  parameters: { epsilon: epsilonField, ...classWeightingFields },
  check: (signature, activation) => checkClassLoss("Kullback-Leibler divergence", signature, activation),
  impliedActivation: (activation) => (activation === "linear" ? "softmax" : null),
  lower({ builder, activation, logits, prediction, truth }, { epsilon }) {
    if (activation === "linear" || activation === "softmax") {
      const logTruth = builder.log(builder.max(truth, smallestNormal));
      return builder.sum(builder.mul(truth, builder.sub(logTruth, builder.logSoftmax(logits, -1))), [-1]);
    }
    const keep = (x: typeof truth) => builder.min(builder.max(x, epsilon), 1);
    const kept = keep(truth);
    return builder.sum(builder.mul(kept, builder.sub(builder.log(kept), builder.log(keep(prediction)))), [-1]);
  },
});
