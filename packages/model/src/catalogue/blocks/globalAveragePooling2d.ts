/** The kind keeps the name of the time when it took images only: stored models call it so. */
import { defineBlock } from "../definition.ts";
import { requirePlaces, single } from "../windows.ts";
import { keepDimsField, placeAxes } from "./globalPool.ts";

export const globalAveragePooling2d = defineBlock({
  kind: "globalAveragePooling2d",
  label: "Global average pooling",
  category: "pooling",
  summary: "Takes the mean of every channel over the whole image or sequence.",
  keywords: ["gap", "pool", "mean", "global"],
  inputs: [{ name: "input", label: "Input" }],
  outputs: [{ name: "output", label: "Output" }],
  parameters: { keepDims: keepDimsField },
  keepsRange: true,
  sampleShape: [8, 8, 2],
  describe: () => "",
  lower(context, inputs, { keepDims }) {
    const x = requirePlaces(context, single(inputs));
    return [context.builder.mean(x, placeAxes(x), { keepDims })];
  },
});
