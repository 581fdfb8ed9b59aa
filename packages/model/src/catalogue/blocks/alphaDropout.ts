/** Klambauer, Unterthiner, Mayr and Hochreiter, "Self-normalizing neural networks" (2017): dropped numbers take SELU's limit. */
import { seluAlpha, seluScale } from "../activationFunctions.ts";
import { defineBlock } from "../definition.ts";
import { number } from "../parameterFields.ts";
import { single } from "../windows.ts";

export const alphaDropout = defineBlock({
  kind: "alphaDropout",
  label: "Alpha dropout",
  category: "regularization",
  summary: "A dropout for SELU: keeps mean and variance of what comes in, so that the network stays self-normalizing.",
  keywords: ["regularization", "overfitting", "selu", "self-normalizing"],
  inputs: [{ name: "input", label: "Input" }],
  outputs: [{ name: "output", label: "Output" }],
  parameters: {
    rate: number({
      label: "Rate",
      help: "Share of the numbers that are set to the limit of SELU.",
      default: 0.1,
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
    const limit = -seluScale * seluAlpha;
    const scale = 1 / Math.sqrt((1 - rate) * (1 + rate * limit ** 2));
    const isKept = builder.ge(context.randomUniform(x.type.shape), rate);
    return [builder.add(builder.mul(builder.select(isKept, x, limit), scale), -scale * limit * rate)];
  },
});
