import { defineLoss } from "../definition.ts";
import { number } from "../parameterFields.ts";
import { weightingFields } from "./weightingFields.ts";

export const poisson = defineLoss({
  kind: "poisson",
  label: "Poisson",
  summary: "How surprised a Poisson distribution with the predicted rate is by the true count.",
  fitsWhen: "the target counts events (0, 1, 2, …) and the model ends in an activation above 0, such as Softplus.",
  formula: "mean (p − t log(p + ε))",
  keywords: ["counts", "rate", "events", "regression"],
  parameters: {
    epsilon: number({
      label: "Epsilon",
      help: "Added to the prediction inside the logarithm, so that a prediction of 0 stays finite.",
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
    // A rate below 0 has no logarithm; it is treated as 0 there.
    const rate = builder.select(builder.lt(prediction, 0), 0, prediction);
    const likelihood = builder.mul(truth, builder.log(builder.add(rate, epsilon)));
    return builder.mean(builder.sub(prediction, likelihood), [-1]);
  },
});
