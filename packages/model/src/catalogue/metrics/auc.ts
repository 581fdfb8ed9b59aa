/**
 * Area under the ROC curve from a histogram of the predictions, 200 equal steps from 0 to 1: exact but for the order of
 * predictions within one step, which counts as a tie. Several classes: each against the rest, averaged over those that occur.
 */
import type { Value } from "@downhill/ir";
import type { MetricContext, MetricDefinition, MetricTable } from "../definition.ts";

const binCount = 200;

/** Two planes (other samples, samples of the class) of one row per class with a column per step. */
const scoreTable: MetricTable = {
  name: "scores",
  count(context, counted) {
    const { builder, truth } = context;
    const classes = truth.type.shape.at(-1) ?? 1;
    const rows = truth.type.shape.slice(0, -1).reduce((product, size) => product * size, 1);
    const step = builder.floor(builder.mul(builder.reshape(toUnitRange(context), [rows, classes]), binCount));
    const bin = builder.cast(builder.min(builder.max(step, 0), binCount - 1), "i32");
    const isInBin = builder.oneHot(bin, binCount);
    const isOfClass = builder.reshape(truth, [rows, classes, 1]);
    const weight = builder.reshape(counted, [rows, 1, 1]);
    const total = (x: typeof truth) => builder.sum(builder.mul(isInBin, builder.mul(x, weight)), [0], { keepDims: true });
    return builder.concat([total(builder.sub(1, isOfClass)), total(isOfClass)], 0);
  },
};

/** Scores that may lie beyond 0 and 1 (of a squared error, say) along a logistic curve: it keeps their order, and the steps around ½. */
function toUnitRange({ builder, prediction, activation, logits }: MetricContext): Value {
  const isBounded = prediction !== logits || activation === "probability";
  return isBounded ? prediction : builder.sigmoid(builder.mul(builder.sub(prediction, 0.5), 4));
}

export const auc: MetricDefinition = {
  kind: "auc",
  label: "AUC",
  summary: `How well the scores rank: the chance that a sample of a class scores higher than another; 0.5 is guessing. From ${binCount} score steps.`,
  formula: "area under the curve of recall over the share of false alarms",
  isBetter: "higher",
  format: "number",
  fitsWhen: "targets that name up to 1000 classes or say yes or no",
  fits: ({ kind, shape }) => kind === "binary" || (kind === "categorical" && (shape.at(-1) ?? 1) <= 1000),
  sumNames: [],
  sums: () => ({}),
  tables: [scoreTable],
  finish(_totals, _count, { scores }) {
    const classes = (scores?.length ?? 0) / (2 * binCount);
    const read = (plane: number, row: number, bin: number) => scores?.[(plane * classes + row) * binCount + bin] ?? Number.NaN;
    let sum = 0;
    let occurring = 0;
    for (let row = 0; row < classes; row++) {
      let own = 0;
      let others = 0;
      let ordered = 0;
      for (let bin = 0; bin < binCount; bin++) {
        // Each of the class beats all others below it, and half of those beside it.
        ordered += read(1, row, bin) * (others + read(0, row, bin) / 2);
        own += read(1, row, bin);
        others += read(0, row, bin);
      }
      if (own === 0 || others === 0) continue;
      sum += ordered / (own * others);
      occurring++;
    }
    return sum / occurring;
  },
};
