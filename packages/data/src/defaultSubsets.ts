/**
 * The split that a dataset starts with. A tenth of a small table is too few rows to tell one model from another (15 of iris: one flower is 7 points
 * of accuracy), so small tables give more to the subsets that measure. Where the target has classes, each subset gets its share of each.
 */
import type { SubsetDefinition } from "./datasetDefinition.ts";

const smallTable = 300;

/** The split that datasets started with before: what was trained on it goes on with it. */
export function earlierDefaultSubsets(seed = 7): SubsetDefinition {
  return { seed, fractions: [0.8, 0.1, 0.1] };
}

export function defaultSubsets(options: {
  readonly rowCount: number;
  readonly hasClasses: boolean;
  readonly seed?: number | undefined;
}): SubsetDefinition {
  const { rowCount, hasClasses, seed = 1 } = options;
  return {
    seed,
    fractions: rowCount < smallTable ? [0.6, 0.2, 0.2] : [0.8, 0.1, 0.1],
    ...(hasClasses ? { stratified: true } : {}),
  };
}
