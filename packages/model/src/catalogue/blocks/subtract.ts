import { defineBlock } from "../definition.ts";
import { single } from "../windows.ts";
import { requireSameShape } from "./mergeInputs.ts";

export const subtract = defineBlock({
  kind: "subtract",
  label: "Subtract",
  category: "merge",
  summary: "Takes its second input from its first, number by number.",
  keywords: ["minus", "difference", "merge"],
  inputs: [
    { name: "first", label: "First input" },
    { name: "second", label: "Second input" },
  ],
  outputs: [{ name: "output", label: "Output" }],
  parameters: {},
  sampleShape: [4],
  describe: () => "",
  lower(context, inputs) {
    const first = single(inputs, 0);
    const second = single(inputs, 1);
    requireSameShape(context, first, second);
    return [context.builder.sub(first, second)];
  },
});
