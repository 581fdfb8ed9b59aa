"use client";
import Link from "next/link";
import { formatAgo, formatDuration } from "../../ui/formatNumber.ts";
import { experimentPath } from "../project/projectPaths.ts";
import { RunStateCell, TellingOptions } from "./ExperimentCells.tsx";
import { ExperimentMenu } from "./ExperimentMenu.tsx";
import type { ExperimentRow } from "./experimentRows.ts";
import { summarizeLoss, summarizeMetric } from "./metricSummary.ts";
import { ResumeButton } from "./ResumeButton.tsx";
import { runDurationMs } from "./runFacts.ts";

/** The list of experiments where a table has no room. */
export function ExperimentCards({ rows }: { rows: readonly ExperimentRow[] }) {
  return (
    <ul className="space-y-3 md:hidden">
      {rows.map((row) => (
        <li key={row.experiment.id} className="space-y-2 rounded-lg border border-line bg-surface p-4">
          <ExperimentCard {...row} />
        </li>
      ))}
    </ul>
  );
}

function ExperimentCard({ experiment, run, telling }: ExperimentRow) {
  const numbers = run ? [summarizeMetric(run.metrics), summarizeLoss(run.metrics)].filter((summary) => summary !== null) : [];
  const durationMs = run && runDurationMs(run, Date.now());
  return (
    <>
      <div className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <Link href={experimentPath(experiment.projectId, experiment.id)} className="break-words font-medium">
            {experiment.name}
          </Link>
          <p className="text-ink-3 text-small">
            {experiment.modelName} · {experiment.datasetName} v{experiment.datasetVersionNumber}
          </p>
        </div>
        <ExperimentMenu experiment={experiment} />
      </div>
      <div className="flex flex-wrap items-center gap-3">
        <RunStateCell run={run} />
        {run?.isInterrupted ? <ResumeButton run={run} experiment={experiment} /> : null}
      </div>
      {numbers.length > 0 ? (
        <dl className="flex flex-wrap gap-x-6 gap-y-1">
          {numbers.map(({ label, best }) => (
            <div key={label}>
              <dt className="text-ink-3 text-small">{label}, best</dt>
              <dd className="num">{best}</dd>
            </div>
          ))}
        </dl>
      ) : null}
      <TellingOptions rows={telling} />
      <p className="text-ink-3 text-small">
        {[
          run?.runner?.deviceLabel,
          durationMs === null ? null : formatDuration(durationMs),
          formatAgo(experiment.createdAtMs, Date.now()),
        ]
          .filter(Boolean)
          .join(", ")}
      </p>
    </>
  );
}
