import { defineBlock } from "../definition.ts";
import { boolean } from "../parameterFields.ts";
import { requireImage, single } from "../windows.ts";

export const globalAveragePooling2d = defineBlock({
  kind: "globalAveragePooling2d",
  label: "Global average pooling",
  category: "pooling",
  summary: "Takes the mean of every channel over the whole image.",
  keywords: ["gap", "pool", "mean", "global"],
  inputs: [{ name: "input", label: "Input" }],
  outputs: [{ name: "output", label: "Output" }],
  parameters: {
    keepDims: boolean({
      label: "Keep the axes",
      help: "On gives 1 × 1 × channels instead of a plain list of channels.",
      default: false,
      isAdvanced: true,
    }),
  },
  keepsRange: true,
  sampleShape: [8, 8, 2],
  describe: () => "",
  lower(context, inputs, { keepDims }) {
    const x = requireImage(context, single(inputs));
    return [context.builder.mean(x, [1, 2], { keepDims })];
  },
});
