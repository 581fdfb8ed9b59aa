import { defineBlock } from "../definition.ts";
import { requirePlaces, single } from "../windows.ts";
import { keepDimsField, placeAxes } from "./globalPool.ts";

export const globalMaxPooling = defineBlock({
  kind: "globalMaxPooling",
  label: "Global max pooling",
  category: "pooling",
  summary: "Keeps the largest value of every channel over the whole image or sequence.",
  keywords: ["gmp", "pool", "maximum", "global"],
  inputs: [{ name: "input", label: "Input" }],
  outputs: [{ name: "output", label: "Output" }],
  parameters: { keepDims: keepDimsField },
  keepsRange: true,
  sampleShape: [8, 8, 2],
  describe: () => "",
  lower(context, inputs, { keepDims }) {
    const x = requirePlaces(context, single(inputs));
    return [context.builder.reduceMax(x, placeAxes(x), { keepDims })];
  },
});
