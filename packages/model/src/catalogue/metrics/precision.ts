import type { MetricDefinition } from "../definition.ts";
import { isDecision } from "./decision.ts";
import { averageOutcomes, outcomeTable, share } from "./outcomeTable.ts";

export const precision: MetricDefinition = {
  kind: "precision",
  label: "Precision",
  summary:
    "How many of the predictions of a class are right: low when the model cries wolf. The mean over the classes; of yes or no, yes.",
  formula: "right predictions of a class / all predictions of it",
  isBetter: "higher",
  format: "percent",
  fitsWhen: "targets that name classes or say yes or no",
  fits: isDecision,
  sumNames: [],
  sums: () => ({}),
  tables: [outcomeTable],
  finish: (_totals, _count, { outcomes }) => averageOutcomes(outcomes, ({ hits, predicted }) => share(hits, predicted)),
};
