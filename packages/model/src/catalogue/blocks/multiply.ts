import { defineBlock } from "../definition.ts";
import { mergeInputs } from "./mergeInputs.ts";

export const multiply = defineBlock({
  kind: "multiply",
  label: "Multiply",
  category: "merge",
  summary: "Multiplies its inputs number by number; with a sigmoid on one side this makes a gate.",
  keywords: ["product", "times", "gate", "mask", "attention", "merge"],
  inputs: [{ name: "inputs", label: "Inputs", isVariadic: true }],
  outputs: [{ name: "output", label: "Output" }],
  parameters: {},
  keepsRange: true,
  sampleShape: [4],
  describe: () => "",
  lower(context, inputs) {
    const { builder } = context;
    const values = inputs[0] ?? [];
    return [mergeInputs(context, values, { participle: "multiplied", combine: (total, value) => builder.mul(total, value) })];
  },
});
