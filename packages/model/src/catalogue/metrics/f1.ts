import type { MetricDefinition } from "../definition.ts";
import { isDecision } from "./decision.ts";
import { averageOutcomes, outcomeTable, share } from "./outcomeTable.ts";

export const f1: MetricDefinition = {
  kind: "f1",
  label: "F1 score",
  summary: "Precision and recall in one number, their harmonic mean. The mean over the classes; of yes or no, yes.",
  formula: "2 · right predictions / (predictions + samples) of a class",
  isBetter: "higher",
  format: "percent",
  fitsWhen: "targets that name classes or say yes or no",
  fits: isDecision,
  sumNames: [],
  sums: () => ({}),
  tables: [outcomeTable],
  finish: (_totals, _count, { outcomes }) =>
    averageOutcomes(outcomes, ({ hits, predicted, actual }) => share(2 * hits, predicted + actual)),
};
