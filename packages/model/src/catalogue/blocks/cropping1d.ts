import { defineBlock } from "../definition.ts";
import { integer } from "../parameterFields.ts";
import { requireSequence, single } from "../windows.ts";
import { crop } from "./crop.ts";

export const cropping1d = defineBlock({
  kind: "cropping1d",
  label: "1D Cropping",
  category: "reshaping",
  summary: "Cuts steps off both ends of a sequence.",
  keywords: ["crop", "cut", "trim"],
  inputs: [{ name: "input", label: "Input" }],
  outputs: [{ name: "output", label: "Output" }],
  parameters: {
    before: integer({ label: "Before", help: "Steps cut off at the start.", unit: "steps", default: 1, min: 0, max: 4096 }),
    after: integer({ label: "After", help: "Steps cut off at the end.", unit: "steps", default: 1, min: 0, max: 4096 }),
  },
  keepsRange: true,
  sampleShape: [8, 2],
  describe: ({ before, after }) => `${before}, ${after}`,
  lower(context, inputs, { before, after }) {
    const x = requireSequence(context, single(inputs));
    return [crop(context, x, [0, before, 0], [0, after, 0])];
  },
});
