import { standardize } from "@downhill/ir";
import { defineBlock } from "../definition.ts";
import { requirePlaces, single } from "../windows.ts";
import { placeAxes } from "./globalPool.ts";
import { affineFields, applyAffine, epsilonField } from "./normalizationFields.ts";

export const instanceNormalization = defineBlock({
  kind: "instanceNormalization",
  label: "Instance normalization",
  category: "normalization",
  summary: "Shifts and scales each channel of each sample to mean 0 and variance 1 over its places.",
  keywords: ["instancenorm", "in", "normalize", "style"],
  inputs: [{ name: "input", label: "Input" }],
  outputs: [{ name: "output", label: "Output" }],
  parameters: { epsilon: epsilonField, ...affineFields },
  sampleShape: [4, 4, 2],
  describe: () => "",
  lower(context, inputs, { epsilon, ...affine }) {
    const x = requirePlaces(context, single(inputs));
    const normalized = standardize(context.builder, x, placeAxes(x), epsilon);
    return [applyAffine(context, normalized, { ...affine, shape: x.type.shape.slice(-1) })];
  },
});
