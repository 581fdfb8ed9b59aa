import type { MetricDefinition } from "../definition.ts";
import { isDecision } from "./decision.ts";
import { averageOutcomes, outcomeTable, share } from "./outcomeTable.ts";

export const recall: MetricDefinition = {
  kind: "recall",
  label: "Recall",
  summary:
    "How many of a class's samples are found: low when the model overlooks them. The mean over the classes; of yes or no, yes.",
  formula: "right predictions of a class / all samples of it",
  isBetter: "higher",
  format: "percent",
  fitsWhen: "targets that name classes or say yes or no",
  fits: isDecision,
  sumNames: [],
  sums: () => ({}),
  tables: [outcomeTable],
  finish: (_totals, _count, { outcomes }) => averageOutcomes(outcomes, ({ hits, actual }) => share(hits, actual)),
};
