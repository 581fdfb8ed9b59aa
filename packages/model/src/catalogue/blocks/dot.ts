import { scaleToUnitLength } from "@downhill/ir";
import { resolveAxis } from "../axes.ts";
import { defineBlock } from "../definition.ts";
import { boolean, integer } from "../parameterFields.ts";
import { formatSampleShape, toSampleShape } from "../sampleShape.ts";
import { single } from "../windows.ts";

const axisHelp = "Axis of a sample, counted from 1, along which products are added up; −1 is the last one.";

export const dot = defineBlock({
  kind: "dot",
  label: "Dot product",
  category: "merge",
  summary:
    "Multiplies its two inputs along one axis and adds up: how much each row of one points where each row of the other does.",
  keywords: ["inner product", "matmul", "cosine", "similarity", "merge"],
  inputs: [
    { name: "first", label: "First input" },
    { name: "second", label: "Second input" },
  ],
  outputs: [{ name: "output", label: "Output" }],
  parameters: {
    normalize: boolean({
      label: "Normalize",
      help: "Scales both to length 1 along the axis first, so that the result is the cosine of the angle.",
      default: false,
    }),
    firstAxis: integer({ label: "Axis of the first", help: axisHelp, default: -1, min: -6, max: 6, isAdvanced: true }),
    secondAxis: integer({ label: "Axis of the second", help: axisHelp, default: -1, min: -6, max: 6, isAdvanced: true }),
  },
  sampleShape: [4],
  describe: ({ normalize }) => (normalize ? "cosine" : ""),
  lower(context, inputs, { normalize, firstAxis, secondAxis }) {
    const { builder } = context;
    const values = [single(inputs, 0), single(inputs, 1)] as const;
    const axes = [
      resolveAxis(context, values[0], firstAxis, "Axis of the first"),
      resolveAxis(context, values[1], secondAxis, "Axis of the second"),
    ] as const;
    const sizes = [values[0].type.shape[axes[0]], values[1].type.shape[axes[1]]];
    if (sizes[0] !== sizes[1]) {
      context.fail(
        "sizes-differ",
        `${context.blockName} multiplies along axes of one size, but ${sizes[0]} of ` +
          `${formatSampleShape(toSampleShape(values[0].type.shape))} and ${sizes[1]} of ` +
          `${formatSampleShape(toSampleShape(values[1].type.shape))} come in. Choose other axes, or give both the same units.`,
      );
    }
    const [first, second] = normalize
      ? [scaleToUnitLength(builder, values[0], [axes[0]]), scaleToUnitLength(builder, values[1], [axes[1]])]
      : values;
    const product = builder.dot(first, second, { batch: [[0, 0]], contract: [axes] });
    return [product.type.shape.length === 1 ? builder.reshape(product, [context.batchSize, 1]) : product];
  },
});
