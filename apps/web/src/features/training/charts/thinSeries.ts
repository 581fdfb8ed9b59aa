/**
 * Fewer points for the screen without losing what matters: the steps are cut into buckets of equal width and each keeps its
 * first, lowest and highest finite point, so that a spike of a single step survives any width. Points that are not finite are
 * returned apart; they are marked, never hidden.
 */
import type { SeriesData } from "./seriesData.ts";

export interface ThinPoint {
  readonly step: number;
  readonly value: number;
}

export interface ThinSeries {
  readonly points: readonly ThinPoint[];
  /** The first point that is NaN or infinite. */
  readonly firstNonFinite: ThinPoint | null;
  /** True when points were left out. */
  readonly isThinned: boolean;
}

export function thinSeries({ steps, values }: SeriesData, maxPoints: number): ThinSeries {
  const length = Math.min(steps.length, values.length);
  let firstNonFinite: ThinPoint | null = null;
  const noteNonFinite = (place: number) => {
    firstNonFinite ??= { step: steps[place]!, value: values[place]! };
  };
  if (length <= maxPoints) {
    const points: ThinPoint[] = [];
    for (let place = 0; place < length; place += 1) {
      if (Number.isFinite(values[place])) points.push({ step: steps[place]!, value: values[place]! });
      else noteNonFinite(place);
    }
    return { points, firstNonFinite, isThinned: false };
  }
  const firstStep = steps[0]!;
  const span = steps[length - 1]! - firstStep || 1;
  const bucketCount = Math.max(1, Math.floor(maxPoints / 3));
  const points: ThinPoint[] = [];
  let bucket = -1;
  let kept: number[] = [];
  const closeBucket = () => {
    const places = [...new Set(kept)].sort((a, b) => a - b);
    for (const place of places) points.push({ step: steps[place]!, value: values[place]! });
    kept = [];
  };
  for (let place = 0; place < length; place += 1) {
    const value = values[place]!;
    if (!Number.isFinite(value)) {
      noteNonFinite(place);
      continue;
    }
    const here = Math.min(bucketCount - 1, Math.floor(((steps[place]! - firstStep) / span) * bucketCount));
    if (here !== bucket) {
      closeBucket();
      bucket = here;
      kept = [place, place, place];
    } else {
      if (value < values[kept[1]!]!) kept[1] = place;
      if (value > values[kept[2]!]!) kept[2] = place;
    }
  }
  closeBucket();
  const last = length - 1;
  if (Number.isFinite(values[last]) && points.at(-1)?.step !== steps[last]) {
    points.push({ step: steps[last]!, value: values[last]! });
  }
  return { points, firstNonFinite, isThinned: true };
}
