import { defineBlock } from "../definition.ts";
import { requireImage, single } from "../windows.ts";
import { poolMaximum } from "./pool.ts";
import { describePool, poolFields } from "./poolFields.ts";

export const maxPooling2d = defineBlock({
  kind: "maxPooling2d",
  label: "2D Max pooling",
  category: "pooling",
  summary: "Keeps the largest value of every window, so that the image gets smaller.",
  keywords: ["pool", "maxpool", "downsample", "subsampling"],
  inputs: [{ name: "input", label: "Input" }],
  outputs: [{ name: "output", label: "Output" }],
  parameters: poolFields,
  keepsRange: true,
  sampleShape: [8, 8, 2],
  describe: describePool,
  lower(context, inputs, { poolSize, strides, padding }) {
    const x = requireImage(context, single(inputs));
    return [poolMaximum(context, x, { size: poolSize, strides, padding })];
  },
});
