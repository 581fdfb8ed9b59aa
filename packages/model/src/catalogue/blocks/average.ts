import { defineBlock } from "../definition.ts";
import { mergeInputs } from "./mergeInputs.ts";

export const average = defineBlock({
  kind: "average",
  label: "Average",
  category: "merge",
  summary: "Takes the mean of its inputs, number by number.",
  keywords: ["mean", "ensemble", "merge"],
  inputs: [{ name: "inputs", label: "Inputs", isVariadic: true }],
  outputs: [{ name: "output", label: "Output" }],
  parameters: {},
  keepsRange: true,
  sampleShape: [4],
  describe: () => "",
  lower(context, inputs) {
    const { builder } = context;
    const values = inputs[0] ?? [];
    const total = mergeInputs(context, values, { participle: "averaged", combine: (sum, value) => builder.add(sum, value) });
    return [builder.div(total, values.length)];
  },
});
