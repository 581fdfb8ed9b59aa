import { defineBlock } from "../definition.ts";
import { mergeInputs } from "./mergeInputs.ts";

export const add = defineBlock({
  kind: "add",
  label: "Add",
  category: "merge",
  summary: "Adds its inputs number by number; with a skip connection this makes a residual block.",
  keywords: ["sum", "plus", "residual", "skip", "merge"],
  inputs: [{ name: "inputs", label: "Inputs", isVariadic: true }],
  outputs: [{ name: "output", label: "Output" }],
  parameters: {},
  keepsRange: true,
  sampleShape: [4],
  describe: () => "",
  lower(context, inputs) {
    const { builder } = context;
    const values = inputs[0] ?? [];
    return [mergeInputs(context, values, { participle: "added", combine: (total, value) => builder.add(total, value) })];
  },
});
