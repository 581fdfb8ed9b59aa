/**
 * A series that grows by a few points at a time without being copied each time: values are written behind the end of a shared store,
 * and every version is a view of its own length. To its reader a version never changes, as the state of a component must not.
 */
export interface GrowingSeries {
  readonly steps: Float64Array;
  readonly values: Float64Array;
  readonly store: SeriesStore;
}

interface SeriesStore {
  readonly steps: Float64Array;
  readonly values: Float64Array;
  /** How many points the longest version has. */
  used: number;
}

const firstCapacity = 256;

export function createSeries(steps: readonly number[], values: readonly number[]): GrowingSeries {
  return appendToSeries(undefined, steps, values);
}

/** The series with more points; the given one stays as it is. */
export function appendToSeries(
  series: GrowingSeries | undefined,
  steps: readonly number[],
  values: readonly number[],
): GrowingSeries {
  const before = series?.steps.length ?? 0;
  const count = before + Math.min(steps.length, values.length);
  let store = series?.store;
  // Where another version has already grown into this place, the new one gets a store of its own.
  if (!store || store.used !== before || store.steps.length < count) store = openStore(series, count);
  store.steps.set(steps.slice(0, count - before), before);
  store.values.set(values.slice(0, count - before), before);
  store.used = count;
  return viewOf(store, count);
}

/** The points up to and including a step. */
export function cutSeriesAfter(series: GrowingSeries, step: number): GrowingSeries {
  const end = series.steps.findIndex((candidate) => candidate > step);
  return end === -1 ? series : viewOf(series.store, end);
}

function viewOf(store: SeriesStore, count: number): GrowingSeries {
  return { steps: store.steps.subarray(0, count), values: store.values.subarray(0, count), store };
}

function openStore(series: GrowingSeries | undefined, count: number): SeriesStore {
  const capacity = Math.max(firstCapacity, 2 * count);
  const store = { steps: new Float64Array(capacity), values: new Float64Array(capacity), used: 0 };
  if (series) {
    store.steps.set(series.steps);
    store.values.set(series.values);
  }
  return store;
}
