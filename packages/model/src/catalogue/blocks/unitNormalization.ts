import { scaleToUnitLength } from "@downhill/ir";
import { resolveAxis } from "../axes.ts";
import { defineBlock } from "../definition.ts";
import { integer } from "../parameterFields.ts";
import { single } from "../windows.ts";

export const unitNormalization = defineBlock({
  kind: "unitNormalization",
  label: "Unit normalization",
  category: "normalization",
  summary: "Scales each row of numbers to length 1, so that only its direction counts.",
  keywords: ["l2 normalize", "length", "cosine", "unit vector"],
  inputs: [{ name: "input", label: "Input" }],
  outputs: [{ name: "output", label: "Output" }],
  parameters: {
    axis: integer({
      label: "Axis",
      help: "Axis of a sample, counted from 1, along which the length is taken; −1 is the last one.",
      default: -1,
      min: -6,
      max: 6,
      isAdvanced: true,
    }),
  },
  sampleShape: [4],
  describe: ({ axis }) => (axis === -1 ? "" : `axis ${axis}`),
  lower(context, inputs, { axis }) {
    const x = single(inputs);
    return [scaleToUnitLength(context.builder, x, [resolveAxis(context, x, axis)])];
  },
});
