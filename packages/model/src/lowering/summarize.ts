import { getMetric } from "../catalogue/catalogue.ts";
import type { MetricSeries } from "./loweredModel.ts";

/**
 * Loss and metrics of the samples whose sums were added up: of one step, an epoch or a whole subset. `totals` are the
 * program's series; `count` is the number of samples.
 */
export function summarize(
  metrics: readonly MetricSeries[],
  totals: Readonly<Record<string, number>>,
  count: number,
): Record<string, number> {
  const summary: Record<string, number> = { loss: (totals.loss ?? Number.NaN) / count };
  for (const { name, kind, sumSeries } of metrics) {
    const sums = Object.fromEntries(Object.entries(sumSeries).map(([sum, series]) => [sum, totals[series] ?? Number.NaN]));
    summary[name] = kind === "loss" ? (sums.loss ?? Number.NaN) / count : (getMetric(kind)?.finish(sums, count) ?? Number.NaN);
  }
  return summary;
}
