import { defineBlock } from "../definition.ts";
import { mergeInputs } from "./mergeInputs.ts";

export const maximum = defineBlock({
  kind: "maximum",
  label: "Maximum",
  category: "merge",
  summary: "Keeps the largest of its inputs, number by number.",
  keywords: ["max", "merge"],
  inputs: [{ name: "inputs", label: "Inputs", isVariadic: true }],
  outputs: [{ name: "output", label: "Output" }],
  parameters: {},
  keepsRange: true,
  sampleShape: [4],
  describe: () => "",
  lower(context, inputs) {
    const { builder } = context;
    const values = inputs[0] ?? [];
    return [mergeInputs(context, values, { participle: "compared", combine: (total, value) => builder.max(total, value) })];
  },
});
