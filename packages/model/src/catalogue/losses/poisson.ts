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
      help: "Added to the prediction inside the logarithm, so that a prediction of 0 or less stays finite.",
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
    // Below 0 there is no rate: it counts as 0 under the logarithm, and the distance from 0 is lost, so that the slope leads back.
    const isBelow = builder.lt(prediction, 0);
    const rate = builder.select(isBelow, 0, prediction);
    const distance = builder.select(isBelow, builder.neg(prediction), prediction);
    const likelihood = builder.mul(truth, builder.log(builder.add(rate, epsilon)));
    return builder.mean(builder.sub(distance, likelihood), [-1]);
  },
});
