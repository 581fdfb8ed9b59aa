/** How the facts of an experiment look in a list, whether as a table or as cards. */
import { formatCount } from "../../ui/formatNumber.ts";
import { Progress } from "../../ui/Progress.tsx";
import type { ExperimentRun } from "./experimentTypes.ts";
import type { NumberSummary } from "./metricSummary.ts";
import type { OptionRow } from "./optionRows.ts";
import { RunStateBadge } from "./RunStateBadge.tsx";
import { isLive } from "./runFacts.ts";

export function RunStateCell({ run }: { run: ExperimentRun | null }) {
  if (!run) return <Nothing />;
  const { progress } = run;
  return (
    <div className="min-w-24 space-y-1">
      <RunStateBadge state={run.state} isInterrupted={run.isInterrupted} />
      {progress && (isLive(run) || run.isInterrupted) ? (
        <>
          <Progress share={progress.totalSteps > 0 ? progress.step / progress.totalSteps : null} label="Progress of the run" />
          <p className="whitespace-nowrap text-ink-3 text-small">step {formatCount(progress.step)}</p>
        </>
      ) : null}
    </div>
  );
}

export function TellingOptions({ rows }: { rows: readonly OptionRow[] }) {
  if (rows.length === 0) return <span className="text-ink-3">all at their defaults</span>;
  return (
    <p className="py-1.5 text-small">
      {rows.map((row, index) => (
        <span key={row.key}>
          {index > 0 ? ", " : null}
          <span className="text-ink-3">{row.label.toLowerCase()}</span> {row.value}
        </span>
      ))}
    </p>
  );
}

/** The best value large, the last one under it when it differs. */
export function NumberCell({ summary }: { summary: NumberSummary | null }) {
  if (!summary) return <Nothing />;
  return (
    <div className="whitespace-nowrap" title={summary.label}>
      <p className="num">{summary.best}</p>
      <p className="text-ink-3 text-small">
        {summary.last === summary.best ? summary.label.split(" ").slice(1).join(" ") : `last ${summary.last}`}
      </p>
    </div>
  );
}

export function Nothing() {
  return (
    <span className="text-ink-3">
      <span aria-hidden>–</span>
      <span className="sr-only">none</span>
    </span>
  );
}
