/**
 * Which row goes into which subset. All rows of the source are shuffled by the seed, rows that are left out are taken away, and the rest is
 * cut into training, validation and test. The order depends on the seed and the number of rows only.
 */
import type { SubsetDefinition, SubsetName } from "./datasetDefinition.ts";
import { createRandom, shuffle } from "./random.ts";

export function splitRows(options: {
  readonly rowCount: number;
  readonly subsets: SubsetDefinition;
  /** 1 where a row is left out. */
  readonly leftOut?: Uint8Array;
}): Readonly<Record<SubsetName, Uint32Array>> {
  const { rowCount, subsets, leftOut } = options;
  let order: Uint32Array = Uint32Array.from({ length: rowCount }, (_, row) => row);
  shuffle(order, createRandom(subsets.seed));
  if (leftOut) order = order.filter((row) => leftOut[row] !== 1);
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

/** A subset that is asked for gets at least one row, and the training subset keeps at least one. */
function shareOf(rowCount: number, share: number): number {
  if (share <= 0 || rowCount < 3) return 0;
  return Math.min(Math.max(1, Math.round(rowCount * share)), rowCount - 2);
}
