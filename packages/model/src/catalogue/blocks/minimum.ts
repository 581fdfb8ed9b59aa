import { defineBlock } from "../definition.ts";
import { mergeInputs } from "./mergeInputs.ts";

export const minimum = defineBlock({
  kind: "minimum",
  label: "Minimum",
  category: "merge",
  summary: "Keeps the smallest of its inputs, number by number.",
  keywords: ["min", "merge"],
  inputs: [{ name: "inputs", label: "Inputs", isVariadic: true }],
  outputs: [{ name: "output", label: "Output" }],
  parameters: {},
  keepsRange: true,
  sampleShape: [4],
  describe: () => "",
  lower(context, inputs) {
    const { builder } = context;
    const values = inputs[0] ?? [];
    return [mergeInputs(context, values, { participle: "compared", combine: (total, value) => builder.min(total, value) })];
  },
});
