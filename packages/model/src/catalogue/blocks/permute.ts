import { defineBlock } from "../definition.ts";
import { numbers } from "../parameterFields.ts";
import { formatSampleShape, toSampleShape } from "../sampleShape.ts";
import { single } from "../windows.ts";

export const permute = defineBlock({
  kind: "permute",
  label: "Permute",
  category: "reshaping",
  summary: "Puts the axes of a sample in another order.",
  keywords: ["transpose", "swap", "axes", "channels first"],
  inputs: [{ name: "input", label: "Input" }],
  outputs: [{ name: "output", label: "Output" }],
  parameters: {
    order: numbers({
      label: "Order",
      help: "Which axis of the input comes first, second and so on; the axes of a sample count from 1.",
      default: [2, 1],
      min: 1,
      max: 6,
      maxCount: 6,
      isWhole: true,
    }),
  },
  keepsRange: true,
  sampleShape: [4, 3],
  describe: ({ order }) => order.join(", "),
  lower(context, inputs, { order }) {
    const x = single(inputs);
    const count = x.type.shape.length - 1;
    const wanted = Array.from({ length: count }, (_, place) => place + 1);
    if (order.length !== count || !wanted.every((axis) => order.includes(axis))) {
      context.fail(
        "order-does-not-fit",
        `${context.blockName} gets ${formatSampleShape(toSampleShape(x.type.shape))}, so Order must name ` +
          `${count === 1 ? "the axis 1" : `each of the axes 1 to ${count} once`}, but it is ${order.join(", ")}.`,
      );
    }
    return [context.builder.permute(x, [0, ...order])];
  },
});
