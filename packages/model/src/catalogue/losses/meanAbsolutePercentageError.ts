import { defineLoss } from "../definition.ts";
import { number } from "../parameterFields.ts";
import { weightingFields } from "./weightingFields.ts";

export const meanAbsolutePercentageError = defineLoss({
  kind: "meanAbsolutePercentageError",
  label: "Mean absolute percentage error",
  summary: "The mean distance in percent of the truth; truths near 0 make it very large.",
  fitsWhen: "relative errors matter and the target stays away from 0.",
  formula: "100 · mean |t − p| / max(|t|, ε)",
  keywords: ["mape", "percent", "relative", "regression"],
  parameters: {
    epsilon: number({
      label: "Epsilon",
      help: "Truths nearer to 0 than this count as this, so that nothing is divided by 0.",
      default: 1e-7,
      min: 1e-12,
      max: 1,
      scale: "logarithmic",
      isAdvanced: true,
    }),
    ...weightingFields,
  },
  isForNumbers: true,
  check: () => null,
  impliedActivation: () => null,
  lower({ builder, prediction, truth }, { epsilon }) {
    const distance = builder.abs(builder.sub(truth, prediction));
    return builder.mul(builder.mean(builder.div(distance, builder.max(builder.abs(truth), epsilon)), [-1]), 100);
  },
});
