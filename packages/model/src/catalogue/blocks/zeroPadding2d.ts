import { defineBlock } from "../definition.ts";
import { integer } from "../parameterFields.ts";
import { requireImage, single } from "../windows.ts";

export const zeroPadding2d = defineBlock({
  kind: "zeroPadding2d",
  label: "2D Zero padding",
  category: "reshaping",
  summary: "Puts zeros around an image.",
  keywords: ["pad", "border", "zeros"],
  inputs: [{ name: "input", label: "Input" }],
  outputs: [{ name: "output", label: "Output" }],
  parameters: {
    top: integer({ label: "Top", help: "Rows of zeros added at the top.", unit: "pixels", default: 1, min: 0, max: 4096 }),
    bottom: integer({
      label: "Bottom",
      help: "Rows of zeros added at the bottom.",
      unit: "pixels",
      default: 1,
      min: 0,
      max: 4096,
    }),
    left: integer({ label: "Left", help: "Columns of zeros added on the left.", unit: "pixels", default: 1, min: 0, max: 4096 }),
    right: integer({
      label: "Right",
      help: "Columns of zeros added on the right.",
      unit: "pixels",
      default: 1,
      min: 0,
      max: 4096,
    }),
  },
  keepsRange: true,
  sampleShape: [8, 8, 2],
  describe: ({ top, bottom, left, right }) => `${top}, ${bottom}; ${left}, ${right}`,
  lower(context, inputs, { top, bottom, left, right }) {
    const x = requireImage(context, single(inputs));
    return [context.builder.pad(x, [0, top, left, 0], [0, bottom, right, 0])];
  },
});
