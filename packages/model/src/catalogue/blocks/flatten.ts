import { defineBlock } from "../definition.ts";
import { reshapeSamples } from "../reshapeSamples.ts";
import { single } from "../windows.ts";

export const flatten = defineBlock({
  kind: "flatten",
  label: "Flatten",
  category: "reshaping",
  summary: "Lays all numbers of a sample in one row, in front of a Dense block.",
  keywords: ["vector", "reshape"],
  inputs: [{ name: "input", label: "Input" }],
  outputs: [{ name: "output", label: "Output" }],
  parameters: {},
  keepsRange: true,
  sampleShape: [4, 4, 2],
  describe: () => "",
  lower(context, inputs) {
    const x = single(inputs);
    const size = x.type.shape.slice(1).reduce((product, n) => product * n, 1);
    return [reshapeSamples(context, x, [size])];
  },
});
