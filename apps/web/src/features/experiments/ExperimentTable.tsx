"use client";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { formatAgo, formatDuration } from "../../ui/formatNumber.ts";
import { Table, type TableColumn } from "../../ui/Table.tsx";
import { experimentPath } from "../project/projectPaths.ts";
import { Nothing, NumberCell, RunStateCell, TellingOptions } from "./ExperimentCells.tsx";
import { ExperimentMenu } from "./ExperimentMenu.tsx";
import type { ExperimentRow } from "./experimentRows.ts";
import { summarizeLoss, summarizeMetric } from "./metricSummary.ts";
import { ResumeButton } from "./ResumeButton.tsx";
import { formatDate, runDurationMs } from "./runFacts.ts";

export function ExperimentTable({ rows }: { rows: readonly ExperimentRow[] }) {
  const router = useRouter();
  return (
    <Table
      className="max-md:hidden"
      caption="Experiments of this project, the newest first"
      columns={columns}
      rows={rows}
      rowKey={({ experiment }) => experiment.id}
      onRowClick={({ experiment }) => router.push(experimentPath(experiment.projectId, experiment.id))}
    />
  );
}

const columns: readonly TableColumn<ExperimentRow>[] = [
  {
    key: "name",
    header: "Experiment",
    className: "min-w-48",
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
    header: "Options that differ",
    className: "min-w-36",
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
      run?.runner ? <span className="line-clamp-2 min-w-24 text-small">{run.runner.deviceLabel}</span> : <Nothing />,
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
        {run?.isInterrupted ? <ResumeButton run={run} experiment={experiment} /> : null}
        <ExperimentMenu experiment={experiment} />
      </div>
    ),
  },
];
