import { defineBlock } from "../definition.ts";
import { integer } from "../parameterFields.ts";
import { requireSequence, single } from "../windows.ts";

export const zeroPadding1d = defineBlock({
  kind: "zeroPadding1d",
  label: "1D Zero padding",
  category: "reshaping",
  summary: "Puts zeros before and after a sequence.",
  keywords: ["pad", "border", "zeros", "causal"],
  inputs: [{ name: "input", label: "Input" }],
  outputs: [{ name: "output", label: "Output" }],
  parameters: {
    before: integer({
      label: "Before",
      help: "Steps of zeros added at the start.",
      unit: "steps",
      default: 1,
      min: 0,
      max: 4096,
    }),
    after: integer({ label: "After", help: "Steps of zeros added at the end.", unit: "steps", default: 1, min: 0, max: 4096 }),
  },
  keepsRange: true,
  sampleShape: [8, 2],
  describe: ({ before, after }) => `${before}, ${after}`,
  lower(context, inputs, { before, after }) {
    const x = requireSequence(context, single(inputs));
    return [context.builder.pad(x, [0, before, 0], [0, after, 0])];
  },
});
