/** What a list shows of each experiment: its newest run, and the options that tell it from the others. */
import type { ExperimentRun, ExperimentSummary } from "./experimentTypes.ts";
import { listOptions, type OptionRow, pickTellingOptions } from "./optionRows.ts";
import { newestRun } from "./runFacts.ts";

export interface ExperimentRow {
  readonly experiment: ExperimentSummary;
  readonly run: ExperimentRun | null;
  readonly telling: readonly OptionRow[];
}

export function listRows(experiments: readonly ExperimentSummary[]): ExperimentRow[] {
  const telling = pickTellingOptions(experiments.map(({ options, targets }) => listOptions(options, targets)));
  return experiments.map((experiment, index) => ({
    experiment,
    run: newestRun(experiment.runs),
    telling: telling[index] ?? [],
  }));
}
