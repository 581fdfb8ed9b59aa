import { defineBlock } from "../definition.ts";
import { requireImage, single } from "../windows.ts";
import { poolAverage } from "./pool.ts";
import { describePool, poolFields } from "./poolFields.ts";

export const averagePooling2d = defineBlock({
  kind: "averagePooling2d",
  label: "2D Average pooling",
  category: "pooling",
  summary: "Takes the mean of every window, so that the image gets smaller; what lies outside the image does not count.",
  keywords: ["pool", "avgpool", "mean", "downsample", "subsampling"],
  inputs: [{ name: "input", label: "Input" }],
  outputs: [{ name: "output", label: "Output" }],
  parameters: poolFields,
  keepsRange: true,
  sampleShape: [8, 8, 2],
  describe: describePool,
  lower(context, inputs, { poolSize, strides, padding }) {
    const x = requireImage(context, single(inputs));
    return [poolAverage(context, x, { size: poolSize, strides, padding })];
  },
});
