import { defineBlock } from "../definition.ts";
import { feature } from "../parameterFields.ts";

export const input = defineBlock({
  kind: "input",
  label: "Input",
  category: "input",
  role: "input",
  summary: "Brings a feature of the dataset into the model.",
  keywords: ["data", "source", "feature"],
  inputs: [],
  outputs: [{ name: "output", label: "Output" }],
  parameters: {
    feature: feature({
      label: "Feature",
      help: "The feature of the dataset that enters here; without a choice it is the first input feature.",
      role: "input",
      default: "",
    }),
  },
  sampleShape: [],
  describe: (parameters) => parameters.feature || "first input feature",
  lower: (context, _inputs, parameters) => [context.feature(parameters.feature, "input")],
});
