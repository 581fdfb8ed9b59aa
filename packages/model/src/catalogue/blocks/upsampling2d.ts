import { defineBlock } from "../definition.ts";
import { choice, pair } from "../parameterFields.ts";
import { magnifyAxis, repeatAxis } from "../resampling.ts";
import { requireImage, single } from "../windows.ts";

export const interpolationLabels = { nearest: "Nearest", bilinear: "Bilinear" } as const;

export const upsampling2d = defineBlock({
  kind: "upsampling2d",
  label: "2D Upsampling",
  category: "reshaping",
  summary: "Makes an image larger by a whole factor, by repeating pixels or by blending between them.",
  keywords: ["upsample", "enlarge", "scale", "nearest", "bilinear", "decoder", "unet"],
  inputs: [{ name: "input", label: "Input" }],
  outputs: [{ name: "output", label: "Output" }],
  parameters: {
    size: pair({
      label: "Factor",
      help: "How many times as high and as wide the image gets.",
      default: [2, 2],
      min: 1,
      max: 64,
    }),
    interpolation: choice(interpolationLabels, {
      label: "Interpolation",
      help: "Nearest repeats every pixel, Bilinear blends between neighbours.",
      default: "nearest",
    }),
  },
  keepsRange: true,
  sampleShape: [4, 4, 2],
  describe: ({ size, interpolation }) => `${size.join(" × ")}${interpolation === "nearest" ? "" : " · bilinear"}`,
  lower(context, inputs, { size, interpolation }) {
    const x = requireImage(context, single(inputs));
    const enlarge = interpolation === "nearest" ? repeatAxis : magnifyAxis;
    return [enlarge(context.builder, enlarge(context.builder, x, 1, size[0]), 2, size[1])];
  },
});
