import { defineLoss } from "../definition.ts";
import { weightingFields } from "./weightingFields.ts";

export const logCosh = defineLoss({
  kind: "logCosh",
  label: "Log-cosh",
  summary: "Much like Huber without a corner: half the square for small errors, the distance for large ones.",
  fitsWhen: "as Huber, where a loss without settings is wanted.",
  formula: "mean log(cosh(p − t))",
  keywords: ["logcosh", "robust", "regression", "outliers"],
  parameters: { ...weightingFields },
  isForNumbers: true,
  check: () => null,
  impliedActivation: () => null,
  lower({ builder, prediction, truth }) {
    const difference = builder.sub(prediction, truth);
    const distance = builder.abs(difference);
    // |d| + log(1 + e^-2|d|) - log 2, which does not overflow; the gradient is tanh d.
    const tail = builder.log(builder.add(builder.exp(builder.mul(distance, -2)), 1));
    const loss = builder.add(distance, builder.sub(tail, Math.LN2));
    const declared = builder.customGradient(loss, [difference], (gradient) => [builder.mul(gradient, builder.tanh(difference))]);
    return builder.mean(declared, [-1]);
  },
});
