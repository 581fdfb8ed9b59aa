import { defineBlock } from "../definition.ts";
import { placeWindows, requireImage, single } from "../windows.ts";
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
    const { builder } = context;
    const x = requireImage(context, single(inputs));
    const geometry = {
      size: poolSize,
      strides,
      ...placeWindows(context, x, { size: poolSize, strides, padding }),
    };
    const total = builder.sumPool(x, geometry);
    const isPadded = [...geometry.padLow, ...geometry.padHigh].some((count) => count > 0);
    if (!isPadded) return [builder.div(total, poolSize[0] * poolSize[1])];
    const [, height = 1, width = 1] = x.type.shape;
    return [builder.div(total, builder.sumPool(builder.constant(1, "f32", [1, height, width, 1]), geometry))];
  },
});
