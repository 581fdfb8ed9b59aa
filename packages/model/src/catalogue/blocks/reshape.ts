import { defineBlock } from "../definition.ts";
import { shape } from "../parameterFields.ts";
import { reshapeSamples } from "../reshapeSamples.ts";
import { formatSampleShape, toSampleShape } from "../sampleShape.ts";
import { single } from "../windows.ts";

export const reshape = defineBlock({
  kind: "reshape",
  label: "Reshape",
  category: "reshaping",
  summary: "Gives the numbers of a sample another shape, in the same order.",
  keywords: ["shape", "view", "image"],
  inputs: [{ name: "input", label: "Input" }],
  outputs: [{ name: "output", label: "Output" }],
  parameters: {
    targetShape: shape({
      label: "Target shape",
      help: "Sizes of the axes of a sample; their product must be the count of numbers that come in.",
      default: [1],
    }),
  },
  keepsRange: true,
  sampleShape: [1],
  describe: ({ targetShape }) => formatSampleShape(targetShape),
  lower(context, inputs, { targetShape }) {
    const x = single(inputs);
    const incoming = toSampleShape(x.type.shape);
    const count = incoming.reduce((product, n) => product * n, 1);
    const wanted = targetShape.reduce((product, n) => product * n, 1);
    if (count !== wanted) {
      context.fail(
        "size-differs",
        `${context.blockName} gets ${formatSampleShape(incoming)}, which is ${count} numbers, but its target shape ` +
          `${formatSampleShape(targetShape)} holds ${wanted}. Choose sizes whose product is ${count}.`,
      );
    }
    return [reshapeSamples(context, x, targetShape)];
  },
});
