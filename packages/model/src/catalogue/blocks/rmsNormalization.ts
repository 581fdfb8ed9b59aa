import { scaleToUnitSquare } from "@downhill/ir";
import { defineBlock } from "../definition.ts";
import { single } from "../windows.ts";
import { applyAffine, epsilonField, scaleField } from "./normalizationFields.ts";
import { trainableField } from "./sharedFields.ts";

export const rmsNormalization = defineBlock({
  kind: "rmsNormalization",
  label: "RMS normalization",
  category: "normalization",
  summary: "Scales each place of each sample so that the mean of its squared channels is 1; cheaper than layer normalization.",
  keywords: ["rmsnorm", "root mean square", "normalize", "transformer", "llama"],
  inputs: [{ name: "input", label: "Input" }],
  outputs: [{ name: "output", label: "Output" }],
  parameters: { epsilon: epsilonField, scale: scaleField, trainable: trainableField },
  sampleShape: [4],
  describe: () => "",
  lower(context, inputs, { epsilon, scale, trainable }) {
    const x = single(inputs);
    const normalized = scaleToUnitSquare(context.builder, x, [x.type.shape.length - 1], epsilon);
    return [applyAffine(context, normalized, { scale, center: false, trainable, shape: x.type.shape.slice(-1) })];
  },
});
