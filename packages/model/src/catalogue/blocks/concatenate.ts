import { resolveAxis } from "../axes.ts";
import { defineBlock } from "../definition.ts";
import { integer } from "../parameterFields.ts";
import { formatSampleShape, toSampleShape } from "../sampleShape.ts";

export const concatenate = defineBlock({
  kind: "concatenate",
  label: "Concatenate",
  category: "merge",
  summary: "Puts its inputs side by side along one axis.",
  keywords: ["concat", "join", "stack", "merge"],
  inputs: [{ name: "inputs", label: "Inputs", isVariadic: true }],
  outputs: [{ name: "output", label: "Output" }],
  parameters: {
    axis: integer({
      label: "Axis",
      help: "Axis of a sample, counted from 1; −1 is the last one, where channels and features are.",
      default: -1,
      min: -6,
      max: 6,
      isAdvanced: true,
    }),
  },
  keepsRange: true,
  sampleShape: [4],
  describe: ({ axis }) => (axis === -1 ? "" : `axis ${axis}`),
  lower(context, inputs, { axis }) {
    const values = inputs[0] ?? [];
    const [first] = values;
    if (!first)
      return context.fail("no-input", `${context.blockName} needs at least one input. Connect the blocks to put side by side.`);
    const rank = first.type.shape.length;
    const place = resolveAxis(context, first, axis);
    for (const value of values) {
      const fits =
        value.type.shape.length === rank && value.type.shape.every((size, i) => i === place || size === first.type.shape[i]);
      if (!fits) {
        context.fail(
          "shapes-differ",
          `${context.blockName} needs inputs that agree in every other axis, but ${formatSampleShape(toSampleShape(first.type.shape))} and ` +
            `${formatSampleShape(toSampleShape(value.type.shape))} come in. A Flatten or Reshape block in front makes them fit.`,
        );
      }
    }
    return [values.length === 1 ? first : context.builder.concat(values, place)];
  },
});
