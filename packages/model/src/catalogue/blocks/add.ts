import { broadcastShapes } from "@downhill/ir";
import { defineBlock } from "../definition.ts";
import { formatSampleShape, toSampleShape } from "../sampleShape.ts";

export const add = defineBlock({
  kind: "add",
  label: "Add",
  category: "merge",
  summary: "Adds its inputs number by number; with a skip connection this makes a residual block.",
  keywords: ["sum", "plus", "residual", "skip", "merge"],
  inputs: [{ name: "inputs", label: "Inputs", isVariadic: true }],
  outputs: [{ name: "output", label: "Output" }],
  parameters: {},
  keepsRange: true,
  sampleShape: [4],
  describe: () => "",
  lower(context, inputs) {
    const [first, ...others] = inputs[0] ?? [];
    if (!first)
      return context.fail(
        "no-input",
        `${context.blockName} needs at least one input. Connect the blocks whose outputs should be added.`,
      );
    let total = first;
    for (const value of others) {
      const isSameRank = total.type.shape.length === value.type.shape.length;
      if (!isSameRank || !broadcastShapes(total.type.shape, value.type.shape)) {
        context.fail(
          "shapes-differ",
          `${context.blockName} needs inputs of one shape, but ${formatSampleShape(toSampleShape(total.type.shape))} and ` +
            `${formatSampleShape(toSampleShape(value.type.shape))} come in. Give both the same units or filters, or use Concatenate.`,
        );
      }
      total = context.builder.add(total, value);
    }
    return [total];
  },
});
