"use client";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useMemo } from "react";
import { formatAgo, formatCount, formatDuration } from "../../ui/formatNumber.ts";
import { Progress } from "../../ui/Progress.tsx";
import { Table, type TableColumn } from "../../ui/Table.tsx";
import { experimentPath } from "../project/projectPaths.ts";
import { ExperimentMenu } from "./ExperimentMenu.tsx";
import type { ExperimentRun, ExperimentSummary } from "./experimentTypes.ts";
import { type NumberSummary, summarizeLoss, summarizeMetric } from "./metricSummary.ts";
import { listOptions, type OptionRow, pickTellingOptions } from "./optionRows.ts";
import { ResumeButton } from "./ResumeButton.tsx";
import { RunStateBadge } from "./RunStateBadge.tsx";
import { formatDate, isLive, newestRun, runDurationMs } from "./runFacts.ts";

interface Row {
  readonly experiment: ExperimentSummary;
  readonly run: ExperimentRun | null;
  readonly telling: readonly OptionRow[];
}

export function ExperimentTable({ experiments }: { experiments: readonly ExperimentSummary[] }) {
  const router = useRouter();
  const rows = useMemo(() => toRows(experiments), [experiments]);
  return (
    <Table
      caption="Experiments of this project, the newest first"
      columns={columns}
      rows={rows}
      rowKey={({ experiment }) => experiment.id}
      onRowClick={({ experiment }) => router.push(experimentPath(experiment.projectId, experiment.id))}
    />
  );
}

function toRows(experiments: readonly ExperimentSummary[]): Row[] {
  const telling = pickTellingOptions(experiments.map(({ options, targets }) => listOptions(options, targets)));
  return experiments.map((experiment, index) => ({
    experiment,
    run: newestRun(experiment.runs),
    telling: telling[index] ?? [],
  }));
}

const columns: readonly TableColumn<Row>[] = [
  {
    key: "name",
    header: "Experiment",
    className: "min-w-44",
    cell: ({ experiment }) => (
      <div className="py-1.5">
        <Link href={experimentPath(experiment.projectId, experiment.id)} className="font-medium hover:text-accent-ink">
          {experiment.name}
        </Link>
        <p className="text-ink-3 text-small">
          {experiment.modelName} · {experiment.datasetName} v{experiment.datasetVersionNumber}
        </p>
      </div>
    ),
  },
  { key: "state", header: "State", cell: ({ run }) => <RunStateCell run={run} /> },
  {
    key: "options",
    header: "Options that tell",
    className: "min-w-44",
    cell: ({ telling }) => <TellingOptions rows={telling} />,
  },
  {
    key: "loss",
    header: "Loss, best",
    align: "right",
    cell: ({ run }) => <NumberCell summary={run && summarizeLoss(run.metrics)} />,
  },
  {
    key: "metric",
    header: "Metric, best",
    align: "right",
    cell: ({ run }) => <NumberCell summary={run && summarizeMetric(run.metrics)} />,
  },
  {
    key: "duration",
    header: "Duration",
    align: "right",
    className: "whitespace-nowrap",
    cell: ({ run }) => {
      const durationMs = run && runDurationMs(run, Date.now());
      return durationMs === null ? <Nothing /> : formatDuration(durationMs);
    },
  },
  {
    key: "device",
    header: "Device",
    cell: ({ run }) =>
      run?.runner ? <span className="line-clamp-2 min-w-28 text-small">{run.runner.deviceLabel}</span> : <Nothing />,
  },
  {
    key: "date",
    header: "Made",
    className: "whitespace-nowrap",
    cell: ({ experiment }) => (
      <time
        dateTime={new Date(experiment.createdAtMs).toISOString()}
        title={formatDate(experiment.createdAtMs)}
        className="text-ink-2"
      >
        {formatAgo(experiment.createdAtMs, Date.now())}
      </time>
    ),
  },
  {
    key: "actions",
    header: <span className="sr-only">Actions</span>,
    align: "right",
    cell: ({ experiment, run }) => (
      // biome-ignore lint/a11y/noStaticElementInteractions: it only keeps a click on a button from opening the row
      // biome-ignore lint/a11y/useKeyWithClickEvents: as above
      <div className="flex items-center justify-end gap-1" onClick={(event) => event.stopPropagation()}>
        {run?.isInterrupted ? <ResumeButton run={run} size="small" /> : null}
        <ExperimentMenu experiment={experiment} />
      </div>
    ),
  },
];

function RunStateCell({ run }: { run: ExperimentRun | null }) {
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

function TellingOptions({ rows }: { rows: readonly OptionRow[] }) {
  if (rows.length === 0) return <span className="text-ink-3">all at their defaults</span>;
  return (
    <p className="text-small">
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
function NumberCell({ summary }: { summary: NumberSummary | null }) {
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

function Nothing() {
  return (
    <span className="text-ink-3">
      <span aria-hidden>–</span>
      <span className="sr-only">none</span>
    </span>
  );
}
