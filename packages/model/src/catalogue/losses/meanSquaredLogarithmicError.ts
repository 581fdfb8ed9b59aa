import { defineLoss } from "../definition.ts";
import { number } from "../parameterFields.ts";
import { weightingFields } from "./weightingFields.ts";

export const meanSquaredLogarithmicError = defineLoss({
  kind: "meanSquaredLogarithmicError",
  label: "Mean squared logarithmic error",
  summary:
    "The squared distance between logarithms: a prediction that is off by half weighs the same for small and large values.",
  fitsWhen: "the target spans several powers of ten and is never below 0, such as prices or counts.",
  formula: "mean (log(1 + p) − log(1 + t))²",
  keywords: ["msle", "log", "regression", "relative"],
  parameters: {
    epsilon: number({
      label: "Epsilon",
      help: "Predictions and truths below this count as this, so that the logarithm is defined.",
      default: 1e-7,
      min: 1e-12,
      max: 0.1,
      scale: "logarithmic",
      isAdvanced: true,
    }),
    ...weightingFields,
  },
  isForNumbers: true,
  isForPositiveNumbers: true,
  check: () => null,
  impliedActivation: () => null,
  lower({ builder, prediction, truth }, { epsilon }) {
    const logOf = (x: typeof truth) => builder.log(builder.add(builder.max(x, epsilon), 1));
    return builder.mean(builder.square(builder.sub(logOf(prediction), logOf(truth))), [-1]);
  },
});
