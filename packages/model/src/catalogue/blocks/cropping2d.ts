import { defineBlock } from "../definition.ts";
import { integer } from "../parameterFields.ts";
import { requireImage, single } from "../windows.ts";
import { crop } from "./crop.ts";

export const cropping2d = defineBlock({
  kind: "cropping2d",
  label: "2D Cropping",
  category: "reshaping",
  summary: "Cuts the border off an image.",
  keywords: ["crop", "cut", "trim", "border"],
  inputs: [{ name: "input", label: "Input" }],
  outputs: [{ name: "output", label: "Output" }],
  parameters: {
    top: integer({ label: "Top", help: "Rows cut off at the top.", unit: "pixels", default: 1, min: 0, max: 4096 }),
    bottom: integer({ label: "Bottom", help: "Rows cut off at the bottom.", unit: "pixels", default: 1, min: 0, max: 4096 }),
    left: integer({ label: "Left", help: "Columns cut off on the left.", unit: "pixels", default: 1, min: 0, max: 4096 }),
    right: integer({ label: "Right", help: "Columns cut off on the right.", unit: "pixels", default: 1, min: 0, max: 4096 }),
  },
  keepsRange: true,
  sampleShape: [8, 8, 2],
  describe: ({ top, bottom, left, right }) => `${top}, ${bottom}; ${left}, ${right}`,
  lower(context, inputs, { top, bottom, left, right }) {
    const x = requireImage(context, single(inputs));
    return [crop(context, x, [0, top, left, 0], [0, bottom, right, 0])];
  },
});
