"use client";

import { ChevronDown, ChevronUp } from "lucide-react";
import Link from "next/link";
import { useMemo } from "react";
import { type ActiveRun, isRunAlive, useTrainingStore } from "../../training/trainingStore.ts";
import { Badge } from "../../ui/Badge.tsx";
import { Button, IconButton } from "../../ui/Button.tsx";
import { Notice } from "../../ui/ErrorState.tsx";
import { formatCount } from "../../ui/formatNumber.ts";
import { Progress } from "../../ui/Progress.tsx";
import { experimentPath } from "../project/projectPaths.ts";
import { RunCharts } from "./charts/RunCharts.tsx";
import { RunControls } from "./RunControls.tsx";
import { describeProgressParts, describeRunState, getProgressShare } from "./runWords.ts";
import { StoredRun } from "./StoredRun.tsx";
import { useDockHeight } from "./useDockHeight.ts";
import { useModelRuns } from "./useModelRuns.ts";
import { useTraining } from "./useTraining.ts";
import { useWarmUp } from "./useWarmUp.ts";

const stateTones = {
  queued: "neutral",
  compiling: "accent",
  running: "accent",
  paused: "warning",
  finished: "success",
  stopped: "neutral",
  failed: "danger",
} as const;

const barHeight = 40;
const chartRoom = 150;

/** The bottom of the Modeling view: the curves of the run of this page, or of the model's latest run, with all that goes on. */
export function TrainingDock({ projectId, modelId }: { projectId: string; modelId: string }) {
  const { height, handleProps, isFolded, toggle } = useDockHeight();
  const { run, resumeRun } = useTraining();
  const { latest, interrupted } = useModelRuns(projectId, modelId);
  useWarmUp(modelId);
  const own = run?.modelId === modelId ? run : null;
  const chartHeight = Math.max(140, height - chartRoom);
  return (
    <section
      aria-label="Training"
      style={{ height }}
      className="@container relative flex min-h-0 shrink-0 flex-col border-line border-t bg-surface"
    >
      {/* biome-ignore lint/a11y/useSemanticElements: a rule cannot be moved; a separator with a value can */}
      <div
        role="separator"
        aria-orientation="horizontal"
        aria-label="Height of the training dock"
        aria-valuenow={height}
        aria-valuemin={barHeight}
        tabIndex={0}
        className="absolute inset-x-0 -top-1 z-10 h-2 cursor-row-resize touch-none"
        {...handleProps}
      />
      <header className="flex shrink-0 items-center gap-3 px-3" style={{ height: barHeight - 1 }}>
        <h2 className="font-semibold">Training</h2>
        {own ? (
          <OwnRunFacts run={own} />
        ) : latest ? (
          <LatestFacts
            projectId={projectId}
            latest={latest}
            isInterrupted={latest.isInterrupted || interrupted?.id === latest.id}
          />
        ) : (
          <span className="flex-1" />
        )}
        <IconButton
          icon={isFolded ? ChevronUp : ChevronDown}
          label={isFolded ? "Show the charts" : "Fold the charts away"}
          size="small"
          onClick={toggle}
        />
      </header>
      {isFolded ? null : (
        <div className="min-h-0 flex-1 space-y-2 overflow-y-auto px-3 pb-3">
          {interrupted && !isRunAlive(run) ? (
            <Notice
              tone="warning"
              actions={
                <Button size="small" onClick={() => void resumeRun(interrupted.id)}>
                  {interrupted.latestCheckpoint
                    ? `Resume from step ${formatCount(interrupted.latestCheckpoint.step)}`
                    : "Start this run again"}
                </Button>
              }
            >
              {interrupted.latestCheckpoint
                ? `A run was interrupted at step ${formatCount(interrupted.progress?.step ?? interrupted.latestCheckpoint.step)}. Its last checkpoint is kept; the run goes on from there exactly.`
                : "A run was interrupted before its first checkpoint."}
            </Notice>
          ) : null}
          {own ? (
            <OwnRun run={own} height={chartHeight} />
          ) : latest ? (
            <StoredRun key={latest.id} run={latest} height={chartHeight} />
          ) : (
            <RunCharts runs={[]} height={chartHeight} />
          )}
        </div>
      )}
    </section>
  );
}

function OwnRunFacts({ run }: { run: ActiveRun }) {
  const progress = useTrainingStore((state) => state.progress);
  const keeping = useTrainingStore((state) => state.keeping);
  return (
    <>
      <Badge tone={stateTones[run.state]}>{describeRunState(run.state)}</Badge>
      <div className="hidden w-32 @xl:block">
        <Progress share={getProgressShare(run, progress)} label="Progress of the run" />
      </div>
      <p className="min-w-0 flex-1 truncate text-ink-2 text-small tabular-nums">
        {describeProgressParts(run, progress).join(" · ")}
      </p>
      {keeping === "retrying" ? (
        <span className="text-small text-warning-ink">The server cannot be reached; trying again</span>
      ) : null}
      {run.experimentId ? (
        <Link href={experimentPath(run.projectId, run.experimentId)} className="text-accent-ink text-small hover:underline">
          {run.label}
        </Link>
      ) : null}
      <RunControls />
    </>
  );
}

function LatestFacts({
  projectId,
  latest,
  isInterrupted,
}: {
  projectId: string;
  latest: NonNullable<ReturnType<typeof useModelRuns>["latest"]>;
  /** This browser may know before the server does. */
  isInterrupted: boolean;
}) {
  return (
    <>
      <Badge tone={isInterrupted ? "warning" : stateTones[latest.state]}>
        {isInterrupted ? "Interrupted" : describeRunState(latest.state)}
      </Badge>
      <span className="flex-1" />
      <Link href={experimentPath(projectId, latest.experiment.id)} className="text-accent-ink text-small hover:underline">
        Experiment {latest.experiment.number}
      </Link>
    </>
  );
}

function OwnRun({ run, height }: { run: ActiveRun; height: number }) {
  const series = useTrainingStore((state) => state.series);
  const { label, stepsPerEpoch } = run;
  const id = run.runId ?? "new";
  const runs = useMemo(() => [{ id, label, series, stepsPerEpoch }], [id, label, series, stepsPerEpoch]);
  return (
    <>
      {run.message ? <Notice tone={run.state === "failed" ? "danger" : "warning"}>{run.message}</Notice> : null}
      <RunCharts
        runs={runs}
        isLive={isRunAlive(run)}
        height={height}
        emptyText={isRunAlive(run) ? "The first point appears in a moment." : "This run has no points."}
      />
    </>
  );
}
