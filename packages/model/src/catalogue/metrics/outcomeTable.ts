/**
 * Hits per class, for precision, recall and F1: three rows (rightly predicted, predicted, true) with one column per class; for a
 * yes-or-no target the one column is yes. Several classes are averaged with equal weight (macro), over those that occur.
 */
import type { MetricTable } from "../definition.ts";
import { decide } from "./decision.ts";

export const outcomeTable: MetricTable = {
  name: "outcomes",
  count(context, counted) {
    const { builder, prediction, truth, signature } = context;
    const toColumns = (x: typeof truth) => {
      const decided = decide(context, x);
      const flat = builder.reshape(decided, [decided.type.shape.reduce((product, size) => product * size, 1)]);
      if (signature.kind === "categorical") return builder.oneHot(flat, truth.type.shape.at(-1) ?? 1);
      return builder.reshape(builder.cast(flat, "f32"), [...flat.type.shape, 1]);
    };
    const predicted = toColumns(prediction);
    const actual = toColumns(truth);
    const weight = builder.reshape(counted, [predicted.type.shape[0] ?? 1, 1]);
    const total = (x: typeof truth) => builder.sum(builder.mul(x, weight), [0], { keepDims: true });
    return builder.concat([total(builder.mul(predicted, actual)), total(predicted), total(actual)], 0);
  },
};

export interface Outcome {
  readonly hits: number;
  readonly predicted: number;
  readonly actual: number;
}

/** The mean of `measure` over the classes that are true or predicted somewhere; NaN when nothing was counted. */
export function averageOutcomes(table: ArrayLike<number> | undefined, measure: (outcome: Outcome) => number): number {
  const classes = (table?.length ?? 0) / 3;
  const read = (row: number, column: number) => table?.[row * classes + column] ?? Number.NaN;
  let sum = 0;
  let occurring = 0;
  for (let column = 0; column < classes; column++) {
    const outcome = { hits: read(0, column), predicted: read(1, column), actual: read(2, column) };
    // Of yes or no only yes is looked at, also when nobody says it.
    if (classes > 1 && outcome.predicted + outcome.actual === 0) continue;
    sum += measure(outcome);
    occurring++;
  }
  return sum / occurring;
}

/** 0 where there is nothing to divide by, as scikit-learn has it. */
export function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
