/** Series as charts take them: plain steps and values, so that live, stored and shared runs are drawn by the same component. */
import { decodePointValue, type PointValue } from "@downhill/protocol";

/** One curve. Steps rise; values may be NaN or infinite. */
export interface SeriesData {
  readonly steps: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

export interface ChartRun {
  readonly id: string;
  readonly label: string;
  /** By name: "training/loss", "validation/accuracy". */
  readonly series: Readonly<Record<string, SeriesData>>;
  readonly stepsPerEpoch: number;
}

/** Stored or sent points (several chunks of one series may follow one another) as series. */
export function seriesFromPoints(
  points: readonly { readonly series: string; readonly steps: readonly number[]; readonly values: readonly PointValue[] }[],
): Record<string, SeriesData> {
  const joined: Record<string, { steps: number[]; values: number[] }> = {};
  for (const chunk of points) {
    const series = joined[chunk.series] ?? { steps: [], values: [] };
    joined[chunk.series] = series;
    for (const [place, step] of chunk.steps.entries()) {
      const value = chunk.values[place];
      if (value === undefined) continue;
      series.steps.push(step);
      series.values.push(decodePointValue(value));
    }
  }
  return joined;
}
