import { defineBlock } from "../definition.ts";
import { number } from "../parameterFields.ts";
import { drawNormal } from "../randomValues.ts";
import { single } from "../windows.ts";

export const gaussianNoise = defineBlock({
  kind: "gaussianNoise",
  label: "Gaussian noise",
  category: "regularization",
  summary: "Adds random numbers at every training step, which works against overfitting.",
  keywords: ["regularization", "normal", "jitter"],
  inputs: [{ name: "input", label: "Input" }],
  outputs: [{ name: "output", label: "Output" }],
  parameters: {
    deviation: number({
      label: "Standard deviation",
      help: "How strong the noise is, in the units of what comes in.",
      default: 0.1,
      min: 0,
      max: 100,
    }),
  },
  keepsRange: true,
  sampleShape: [4],
  describe: ({ deviation }) => `σ ${deviation}`,
  lower(context, inputs, { deviation }) {
    const { builder } = context;
    const x = single(inputs);
    if (context.mode === "inference" || deviation === 0) return [x];
    return [builder.add(x, builder.mul(drawNormal(context, x.type.shape), deviation))];
  },
});
