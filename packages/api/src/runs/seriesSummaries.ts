/** Keeps the one-line summaries of a run's series true while points arrive and after points were taken back. */
import { encodePointValue, type SeriesSummary } from "@downhill/protocol";

export interface SeriesValues {
  readonly series: string;
  readonly steps: readonly number[];
  readonly values: readonly number[];
}

/** The summaries with these points added; steps grow within a series. */
export function addToSummaries(summaries: readonly SeriesSummary[], added: readonly SeriesValues[]): SeriesSummary[] {
  const bySeries = new Map(summaries.map((summary) => [summary.series, summary]));
  for (const { series, steps, values } of added) {
    const step = steps.at(-1);
    const last = values.at(-1);
    if (step === undefined || last === undefined) continue;
    const before = bySeries.get(series);
    let min = before?.min ?? Number.POSITIVE_INFINITY;
    let max = before?.max ?? Number.NEGATIVE_INFINITY;
    for (const value of values) {
      if (!Number.isFinite(value)) continue;
      if (value < min) min = value;
      if (value > max) max = value;
    }
    const isKnown = min <= max;
    bySeries.set(series, {
      series,
      step,
      last: encodePointValue(last),
      min: isKnown ? min : null,
      max: isKnown ? max : null,
    });
  }
  return [...bySeries.values()].sort((a, b) => (a.series < b.series ? -1 : 1));
}
