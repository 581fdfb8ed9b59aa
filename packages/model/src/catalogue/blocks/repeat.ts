import { defineBlock } from "../definition.ts";
import { integer } from "../parameterFields.ts";
import { single } from "../windows.ts";

export const repeat = defineBlock({
  kind: "repeat",
  label: "Repeat",
  category: "reshaping",
  summary: "Repeats every sample along a new first axis: one vector becomes a sequence of equal steps.",
  keywords: ["repeat vector", "tile", "copy", "sequence"],
  inputs: [{ name: "input", label: "Input" }],
  outputs: [{ name: "output", label: "Output" }],
  parameters: {
    count: integer({ label: "Count", help: "How often the sample is repeated.", default: 2, min: 1, max: 65536 }),
  },
  keepsRange: true,
  sampleShape: [4],
  describe: ({ count }) => `${count} times`,
  lower(context, inputs, { count }) {
    const { builder } = context;
    const x = single(inputs);
    const [batch = 1, ...sample] = x.type.shape;
    return [builder.expand(builder.reshape(x, [batch, 1, ...sample]), [batch, count, ...sample])];
  },
});
