/** The curves of the run that this page trains: grown in place as points arrive, handed out as snapshots for drawing. */
import { decodePointValue, type PointValue } from "@downhill/protocol";

/** Points as they are sent and stored. */
export interface StoredPoints {
  readonly series: string;
  readonly steps: readonly number[];
  readonly values: readonly PointValue[];
}

interface GrowingSeries {
  readonly steps: number[];
  readonly values: number[];
}

export type SeriesSnapshot = Readonly<Record<string, { readonly steps: ArrayLike<number>; readonly values: ArrayLike<number> }>>;

export interface LiveSeries {
  append(points: readonly StoredPoints[]): void;
  /** A new object around the same arrays, which only ever grow. */
  takeSnapshot(): SeriesSnapshot;
}

export function createLiveSeries(stored: readonly StoredPoints[] = []): LiveSeries {
  const series = new Map<string, GrowingSeries>();
  const append = (points: readonly StoredPoints[]) => {
    for (const { series: name, steps, values } of points) {
      const growing = series.get(name) ?? { steps: [], values: [] };
      series.set(name, growing);
      for (const [place, step] of steps.entries()) {
        const value = values[place];
        if (value === undefined) continue;
        growing.steps.push(step);
        growing.values.push(decodePointValue(value));
      }
    }
  };
  append(stored);
  return {
    append,
    takeSnapshot: () => Object.fromEntries([...series].map(([name, { steps, values }]) => [name, { steps, values }])),
  };
}
