import { defineBlock } from "../definition.ts";
import { number } from "../parameterFields.ts";
import { drawNormal } from "../randomValues.ts";
import { single } from "../windows.ts";

export const gaussianDropout = defineBlock({
  kind: "gaussianDropout",
  label: "Gaussian dropout",
  category: "regularization",
  summary: "Multiplies the numbers by random ones around 1 at every training step: a dropout that never drops wholly.",
  keywords: ["regularization", "overfitting", "noise", "multiplicative"],
  inputs: [{ name: "input", label: "Input" }],
  outputs: [{ name: "output", label: "Output" }],
  parameters: {
    rate: number({
      label: "Rate",
      help: "The factors vary as much as those of a dropout with this rate.",
      default: 0.5,
      min: 0,
      max: 0.99,
    }),
  },
  keepsRange: true,
  sampleShape: [4],
  describe: ({ rate }) => `${Math.round(rate * 1000) / 10} %`,
  lower(context, inputs, { rate }) {
    const { builder } = context;
    const x = single(inputs);
    if (context.mode === "inference" || rate === 0) return [x];
    const deviation = Math.sqrt(rate / (1 - rate));
    return [builder.mul(x, builder.add(builder.mul(drawNormal(context, x.type.shape), deviation), 1))];
  },
});
