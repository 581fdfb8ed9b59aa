/**
 * Over a softmax (or no activation) the loss is computed from the logits by log-softmax; otherwise from probabilities, which
 * are brought to sum 1 and clipped as Keras does.
 */
import { defineLoss } from "../definition.ts";
import { boolean } from "../parameterFields.ts";
import { epsilonField, labelSmoothingField } from "./crossentropyFields.ts";
import { checkClassLoss } from "./targetRules.ts";
import { classWeightingFields } from "./weightingFields.ts";

export const categoricalCrossentropy = defineLoss({
  kind: "categoricalCrossentropy",
  label: "Categorical crossentropy",
  summary: "For targets with one class of several: how surprised the predicted probabilities are by the true class.",
  fitsWhen: "each sample has one class of several; the usual choice.",
  formula: "−Σ t log p over the classes",
  keywords: ["cce", "cross entropy", "softmax", "classification", "sparse", "nll"],
  parameters: {
    labelSmoothing: labelSmoothingField,
    normalise: boolean({
      label: "Divide by the sum",
      help: "Brings probabilities that are not from a softmax to sum 1 first.",
      default: true,
      isAdvanced: true,
    }),
    epsilon: epsilonField,
    ...classWeightingFields,
  },
  check: (signature, activation) => checkClassLoss("Categorical crossentropy", signature, activation),
  impliedActivation: (activation) => (activation === "linear" ? "softmax" : null),
  lower({ builder, activation, logits, prediction, truth: labels }, { labelSmoothing, normalise, epsilon }) {
    const classes = labels.type.shape.at(-1) ?? 1;
    const truth = labelSmoothing === 0 ? labels : builder.add(builder.mul(labels, 1 - labelSmoothing), labelSmoothing / classes);
    if (activation === "linear" || activation === "softmax") {
      return builder.neg(builder.sum(builder.mul(truth, builder.logSoftmax(logits, -1)), [-1]));
    }
    const p = normalise ? builder.div(prediction, builder.sum(prediction, [-1], { keepDims: true })) : prediction;
    const clipped = builder.min(builder.max(p, epsilon), 1 - epsilon);
    return builder.neg(builder.sum(builder.mul(truth, builder.log(clipped)), [-1]));
  },
});
