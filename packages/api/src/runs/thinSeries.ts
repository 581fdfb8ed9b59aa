/**
 * Fewer points of a series for a chart, without losing what matters: of every bucket of steps the first and last point, the smallest and
 * the largest finite one, and both ends of every stretch of the same non-finite value.
 */
export interface Points {
  readonly steps: readonly number[];
  readonly values: readonly number[];
}

export interface ThinnedPoints extends Points {
  readonly isThinned: boolean;
}

/** Points that one bucket of finite values may keep; fewer points than buckets times this stay as they are. */
const pointsPerBucket = 4;

/** `steps` must grow. Every returned point is one of the given ones, in order. */
export function thinSeries({ steps, values }: Points, maxBuckets: number): ThinnedPoints {
  const first = steps[0];
  const last = steps.at(-1);
  if (first === undefined || last === undefined || steps.length <= maxBuckets * pointsPerBucket) {
    return { steps, values, isThinned: false };
  }
  const width = (last - first + 1) / maxBuckets;
  const kept: number[] = [];
  for (let start = 0; start < steps.length; ) {
    const bucket = Math.floor(((steps[start] ?? 0) - first) / width);
    let end = start + 1;
    while (end < steps.length && Math.floor(((steps[end] ?? 0) - first) / width) === bucket) end++;
    kept.push(...keptInBucket(values, start, end));
    start = end;
  }
  return {
    steps: kept.map((index) => steps[index] ?? 0),
    values: kept.map((index) => values[index] ?? Number.NaN),
    isThinned: true,
  };
}

/** Indices in order, each once. */
function keptInBucket(values: readonly number[], start: number, end: number): number[] {
  const kept = new Set([start, end - 1]);
  let smallest = -1;
  let largest = -1;
  for (let index = start; index < end; index++) {
    const value = values[index] ?? Number.NaN;
    if (Number.isFinite(value)) {
      if (smallest === -1 || value < (values[smallest] ?? 0)) smallest = index;
      if (largest === -1 || value > (values[largest] ?? 0)) largest = index;
    } else if (!Object.is(value, values[index - 1]) || !Object.is(value, values[index + 1])) {
      kept.add(index);
    }
  }
  if (smallest !== -1) kept.add(smallest).add(largest);
  return [...kept].sort((a, b) => a - b);
}
