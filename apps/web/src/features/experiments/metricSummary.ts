/** The two numbers of a run that a list shows: its loss, and the metric that says how good the model is. */
import { getMetric, metrics as knownMetrics } from "@downhill/model";
import { decodePointValue, type SeriesSummary } from "@downhill/protocol";
import { formatNumber, formatPercent } from "../../ui/formatNumber.ts";

export interface NumberSummary {
  /** "Validation accuracy" */
  readonly label: string;
  readonly last: string;
  readonly best: string;
}

/** The validation loss, or the training loss of a run without validation samples; null before the first point. */
export function summarizeLoss(metrics: readonly SeriesSummary[]): NumberSummary | null {
  return summarize(metrics, "loss", { label: "loss", isBetter: "lower", format: formatNumber });
}

/** In the order in which people ask for them: accuracy, R², mean absolute error, then the others as the catalogue lists them. */
const metricOrder = [...new Set(["accuracy", "r2", "meanAbsoluteError", ...knownMetrics.map(({ kind }) => kind)])];

export function summarizeMetric(metrics: readonly SeriesSummary[]): NumberSummary | null {
  const kinds = new Set(metrics.map(({ series }) => series.split("/")[1] ?? ""));
  for (const kind of metricOrder) {
    const definition = getMetric(kind);
    if (!definition || !kinds.has(kind)) continue;
    const format =
      definition.format === "percent" ? (value: number) => formatPercent(value) : (value: number) => formatNumber(value);
    // "R²" keeps its capital behind "Validation"; words lose it.
    const label = /^[A-Z][a-z]/.test(definition.label)
      ? definition.label.charAt(0).toLowerCase() + definition.label.slice(1)
      : definition.label;
    return summarize(metrics, kind, { label, isBetter: definition.isBetter, format });
  }
  return null;
}

function summarize(
  metrics: readonly SeriesSummary[],
  name: string,
  words: { readonly label: string; readonly isBetter: "higher" | "lower"; readonly format: (value: number) => string },
): NumberSummary | null {
  for (const subset of ["validation", "training"]) {
    const found = metrics.find(({ series }) => series === `${subset}/${name}`);
    if (!found) continue;
    return {
      label: `${subset === "validation" ? "Validation" : "Training"} ${words.label}`,
      last: words.format(decodePointValue(found.last)),
      best: words.format(decodePointValue(words.isBetter === "higher" ? found.max : found.min)),
    };
  }
  return null;
}
