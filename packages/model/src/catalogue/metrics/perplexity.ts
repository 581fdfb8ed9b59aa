/** Over a softmax (or no activation) from the logits; otherwise from probabilities, with logs no lower than f32 allows. */
import type { MetricDefinition } from "../definition.ts";
import { smallestNormal } from "../smallestNormal.ts";

export const perplexity: MetricDefinition = {
  kind: "perplexity",
  label: "Perplexity",
  summary: "Among how many equally likely classes the model is still undecided: 1 is certain and right.",
  formula: "exp(mean −log p of the true class)",
  isBetter: "lower",
  format: "number",
  fitsWhen: "targets that name classes",
  fits: (signature) => signature.kind === "categorical",
  sumNames: ["surprise"],
  sums({ builder, prediction, truth, activation, logits }) {
    const isFromLogits = activation === "linear" || activation === "softmax";
    const logP = isFromLogits ? builder.logSoftmax(logits, -1) : builder.log(builder.max(prediction, smallestNormal));
    return { surprise: builder.neg(builder.sum(builder.mul(truth, logP), [-1])) };
  },
  finish: ({ surprise = Number.NaN }, count) => Math.exp(surprise / count),
};
