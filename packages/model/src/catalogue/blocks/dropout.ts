import { defineBlock } from "../definition.ts";
import { number } from "../parameterFields.ts";
import { single } from "../windows.ts";

export const dropout = defineBlock({
  kind: "dropout",
  label: "Dropout",
  category: "regularization",
  summary: "Sets a random share of the numbers to zero at every training step, which works against overfitting.",
  keywords: ["regularization", "overfitting", "noise"],
  inputs: [{ name: "input", label: "Input" }],
  outputs: [{ name: "output", label: "Output" }],
  parameters: {
    rate: number({
      label: "Rate",
      help: "Share of the numbers that are dropped; the others grow so that the sum stays the same on average.",
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
    const isKept = builder.ge(context.randomUniform(x.type.shape), rate);
    return [builder.select(isKept, builder.mul(x, 1 / (1 - rate)), 0)];
  },
});
