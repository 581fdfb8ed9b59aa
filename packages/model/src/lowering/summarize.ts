import { getMetric } from "../catalogue/catalogue.ts";
import type { MetricSeries } from "./loweredModel.ts";

/** Counts of an evaluation by name, as its program adds them up. */
export type TableValues = Readonly<Record<string, ArrayLike<number>>>;

/**
 * Loss and metrics of the samples whose sums were added up: of one step, an epoch or a whole subset. `totals` are the
 * program's series; `count` is the number of samples. Metrics over tables are left out where there are no tables.
 */
export function summarize(
  metrics: readonly MetricSeries[],
  totals: Readonly<Record<string, number>>,
  count: number,
  tables?: TableValues,
): Record<string, number> {
  const summary: Record<string, number> = { loss: (totals.loss ?? Number.NaN) / count };
  const losses: { readonly value: number; readonly series: MetricSeries }[] = [];
  for (const series of metrics) {
    const read = (name: string) => totals[name] ?? Number.NaN;
    const counted = series.countSeries === undefined ? count : read(series.countSeries);
    const sums = Object.fromEntries(Object.entries(series.sumSeries).map(([sum, name]) => [sum, read(name)]));
    if (series.kind === "loss") {
      const value = counted === 0 ? 0 : (sums.loss ?? Number.NaN) / counted;
      losses.push({ value, series });
      summary[series.name] = value;
      continue;
    }
    const own = pickTables(series, tables);
    if (!own) continue;
    summary[series.name] = getMetric(series.kind)?.finish(sums, counted, own) ?? Number.NaN;
  }
  // Over several batches a mean of means is not the mean: where weights differ, the loss is made of the Targets' own sums.
  if (losses.some(({ series }) => series.countSeries !== undefined)) {
    summary.loss = losses.reduce((total, { value, series }) => total + value * (series.lossWeight ?? 1), 0);
  }
  return summary;
}

/** Null when the metric needs tables that are not there. */
function pickTables({ tables: names }: MetricSeries, tables: TableValues | undefined): TableValues | null {
  if (!names) return {};
  const own: Record<string, ArrayLike<number>> = {};
  for (const [table, name] of Object.entries(names)) {
    const values = tables?.[name];
    if (!values) return null;
    own[table] = values;
  }
  return own;
}
