/**
 * Which row goes into which subset. All rows of the source are shuffled by the seed, rows that are left out are taken away, and the rest is
 * cut into training, validation and test. A stratified split spreads the rows of each class evenly over the shuffled order before it cuts, so
 * that every subset has its share of each class, to within one row per cut. The order depends on the seed, the number of rows and the classes only.
 */
import type { SubsetDefinition, SubsetName } from "./datasetDefinition.ts";
import { createRandom, shuffle } from "./random.ts";

export function splitRows(options: {
  readonly rowCount: number;
  readonly subsets: SubsetDefinition;
  /** 1 where a row is left out. */
  readonly leftOut?: Uint8Array;
  /** The target's class of each row, a whole number from 0 on; needed for a stratified split only. */
  readonly classes?: ArrayLike<number>;
}): Readonly<Record<SubsetName, Uint32Array>> {
  const { rowCount, subsets, leftOut, classes } = options;
  let order: Uint32Array = Uint32Array.from({ length: rowCount }, (_, row) => row);
  shuffle(order, createRandom(subsets.seed));
  if (leftOut) order = order.filter((row) => leftOut[row] !== 1);
  if (subsets.stratified && classes) order = spreadClasses(order, classes);
  const [, validationShare, testShare] = subsets.fractions;
  const validation = shareOf(order.length, validationShare);
  const test = Math.min(shareOf(order.length, testShare), order.length - validation);
  const training = order.length - validation - test;
  return {
    training: order.slice(0, training),
    validation: order.slice(training, training + validation),
    test: order.slice(training + validation),
  };
}

/** The n-th of a class's c rows moves to the place (n + 1/2) / c of the whole; rows at equal places keep their order. */
function spreadClasses(order: Uint32Array, classes: ArrayLike<number>): Uint32Array {
  const counts = new Map<number, number>();
  const ranks = Array.from(order, (row) => {
    const rank = counts.get(classes[row] ?? 0) ?? 0;
    counts.set(classes[row] ?? 0, rank + 1);
    return rank;
  });
  const places = Float64Array.from(order, (row, index) => ((ranks[index] ?? 0) + 0.5) / (counts.get(classes[row] ?? 0) ?? 1));
  const sorted = Array.from(order.keys()).sort((one, other) => (places[one] ?? 0) - (places[other] ?? 0));
  return Uint32Array.from(sorted, (index) => order[index] ?? 0);
}

/** A subset that is asked for gets at least one row, and the training subset keeps at least one. */
function shareOf(rowCount: number, share: number): number {
  if (share <= 0 || rowCount < 3) return 0;
  return Math.min(Math.max(1, Math.round(rowCount * share)), rowCount - 2);
}
