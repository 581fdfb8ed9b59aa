import { defineBlock } from "../definition.ts";
import { feature } from "../parameterFields.ts";
import { single } from "../windows.ts";

export const target = defineBlock({
  kind: "target",
  label: "Target",
  category: "target",
  role: "target",
  summary: "Ends the model: what comes in is the prediction, and the loss compares it with this feature.",
  keywords: ["output", "label", "loss", "prediction"],
  inputs: [{ name: "input", label: "Prediction" }],
  outputs: [],
  parameters: {
    feature: feature({
      label: "Feature",
      help: "The feature of the dataset to predict; without a choice it is the first target feature.",
      role: "target",
      default: "",
    }),
  },
  sampleShape: [3],
  describe: (parameters) => parameters.feature || "first target feature",
  lower(context, inputs, parameters) {
    context.target(parameters.feature, single(inputs));
    return [];
  },
});
