import { resolveAxis } from "../axes.ts";
import { defineBlock } from "../definition.ts";
import { boolean, choice, numbers } from "../parameterFields.ts";
import { reduceAxes, reductionLabels } from "../reductions.ts";
import { single } from "../windows.ts";

export const reduce = defineBlock({
  kind: "reduce",
  label: "Reduce",
  category: "reshaping",
  summary: "Makes one number of all numbers along some axes: their sum, mean, largest and so on.",
  keywords: ["sum", "mean", "max", "min", "variance", "std", "norm", "logsumexp", "argmax", "aggregate"],
  inputs: [{ name: "input", label: "Input" }],
  outputs: [{ name: "output", label: "Output" }],
  parameters: {
    reduction: choice(reductionLabels, {
      label: "Reduction",
      help: "What becomes of the numbers; through the place of the largest or smallest no gradient flows.",
      default: "mean",
    }),
    axes: numbers({
      label: "Axes",
      help: "Axes of a sample that disappear, counted from 1; −1 is the last one. When all do, one number is left.",
      default: [1],
      min: -6,
      max: 6,
      maxCount: 6,
      isWhole: true,
    }),
    keepDims: boolean({
      label: "Keep the axes",
      help: "On leaves each axis with the size 1 instead of dropping it.",
      default: false,
      isAdvanced: true,
    }),
  },
  keepsRange: true,
  sampleShape: [4, 3],
  describe: ({ reduction, axes }) => `${reductionLabels[reduction]} · ${axes.length === 1 ? "axis" : "axes"} ${axes.join(", ")}`,
  lower(context, inputs, { reduction, axes, keepDims }) {
    const x = single(inputs);
    const places = axes.map((axis) => resolveAxis(context, x, axis, "Axes"));
    const reduced = reduceAxes(context.builder, x, reduction, { axes: [...new Set(places)].toSorted((a, b) => a - b), keepDims });
    // One number a sample still has an axis: blocks look for their channels along the last one, which must not be the batch.
    return [reduced.type.shape.length === 1 ? context.builder.reshape(reduced, [-1, 1]) : reduced];
  },
});
