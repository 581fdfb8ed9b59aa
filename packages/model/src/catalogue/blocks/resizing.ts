import { defineBlock } from "../definition.ts";
import { choice, pair } from "../parameterFields.ts";
import { resampleAxis } from "../resampling.ts";
import { requireImage, single } from "../windows.ts";
import { interpolationLabels } from "./upsampling2d.ts";

export const resizing = defineBlock({
  kind: "resizing",
  label: "Resizing",
  category: "reshaping",
  summary: "Gives an image any other height and width.",
  keywords: ["resize", "scale", "interpolate", "nearest", "bilinear"],
  inputs: [{ name: "input", label: "Input" }],
  outputs: [{ name: "output", label: "Output" }],
  parameters: {
    size: pair({
      label: "Size",
      help: "Height and width of the output.",
      unit: "pixels",
      default: [32, 32],
      min: 1,
      max: 2048,
    }),
    interpolation: choice(interpolationLabels, {
      label: "Interpolation",
      help: "Nearest takes the closest pixel, Bilinear blends between the four around.",
      default: "bilinear",
    }),
  },
  keepsRange: true,
  sampleShape: [8, 8, 2],
  describe: ({ size }) => size.join(" × "),
  lower(context, inputs, { size, interpolation }) {
    const { builder } = context;
    const x = requireImage(context, single(inputs));
    const tall = resampleAxis(builder, x, { axis: 1, size: size[0], interpolation });
    return [resampleAxis(builder, tall, { axis: 2, size: size[1], interpolation })];
  },
});
