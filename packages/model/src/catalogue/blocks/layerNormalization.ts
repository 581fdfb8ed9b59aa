import { standardize } from "@downhill/ir";
import { defineBlock } from "../definition.ts";
import { integer } from "../parameterFields.ts";
import { single } from "../windows.ts";
import { affineFields, applyAffine, epsilonField } from "./normalizationFields.ts";
import { requireLastAxes } from "./requireLastAxes.ts";

export const layerNormalization = defineBlock({
  kind: "layerNormalization",
  label: "Layer normalization",
  category: "normalization",
  summary: "Shifts and scales each place of each sample to mean 0 and variance 1 over its channels, then by two trained vectors.",
  keywords: ["layernorm", "ln", "normalize", "transformer"],
  inputs: [{ name: "input", label: "Input" }],
  outputs: [{ name: "output", label: "Output" }],
  parameters: {
    axisCount: integer({
      label: "Axes",
      help: "How many of the last axes are normalized together; 1 takes the channels of each place by themselves.",
      default: 1,
      min: 1,
      max: 6,
      isAdvanced: true,
    }),
    epsilon: epsilonField,
    ...affineFields,
  },
  sampleShape: [4],
  describe: ({ axisCount }) => (axisCount === 1 ? "" : `last ${axisCount} axes`),
  lower(context, inputs, { axisCount, epsilon, ...affine }) {
    const x = single(inputs);
    const axes = requireLastAxes(context, x, axisCount);
    const normalized = standardize(context.builder, x, axes, epsilon);
    return [applyAffine(context, normalized, { ...affine, shape: x.type.shape.slice(-axisCount) })];
  },
});
