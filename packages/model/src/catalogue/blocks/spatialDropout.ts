import { defineBlock } from "../definition.ts";
import { number } from "../parameterFields.ts";
import { requirePlaces, single } from "../windows.ts";

export const spatialDropout = defineBlock({
  kind: "spatialDropout",
  label: "Spatial dropout",
  category: "regularization",
  summary:
    "Sets a random share of whole channels to zero at every training step, for images and sequences whose neighbours resemble each other.",
  keywords: ["regularization", "overfitting", "channels", "dropout2d"],
  inputs: [{ name: "input", label: "Input" }],
  outputs: [{ name: "output", label: "Output" }],
  parameters: {
    rate: number({
      label: "Rate",
      help: "Share of the channels that are dropped; the others grow so that the sum stays the same on average.",
      default: 0.2,
      min: 0,
      max: 0.99,
    }),
  },
  keepsRange: true,
  sampleShape: [4, 4, 2],
  describe: ({ rate }) => `${Math.round(rate * 1000) / 10} %`,
  lower(context, inputs, { rate }) {
    const { builder } = context;
    const x = requirePlaces(context, single(inputs));
    if (context.mode === "inference" || rate === 0) return [x];
    const shape = x.type.shape.map((size, axis) => (axis === 0 || axis === x.type.shape.length - 1 ? size : 1));
    const isKept = builder.ge(context.randomUniform(shape), rate);
    return [builder.mul(x, builder.select(isKept, 1 / (1 - rate), 0))];
  },
});
