"use client";
import type { CompilerOptions, DatasetSignature } from "@downhill/model";
import { useMemo } from "react";
import { describeError } from "../../trpc/appErrorOf.ts";
import { Button } from "../../ui/Button.tsx";
import { Notice } from "../../ui/ErrorState.tsx";
import { Progress } from "../../ui/Progress.tsx";
import { Skeleton } from "../../ui/Skeleton.tsx";
import { RunCharts } from "../training/charts/RunCharts.tsx";
import { describeProgress, isLive, stepsPerEpochOf } from "./runFacts.ts";
import type { LiveRunView } from "./useLiveRun.ts";

/** A run's charts with what goes on while it is alive, and what went wrong if something did. */
export function RunCurves({
  view,
  label,
  options,
  signature,
  height,
}: {
  view: LiveRunView;
  /** Name of the run in legends. */
  label: string;
  options: CompilerOptions | null;
  signature: DatasetSignature | null;
  height?: number;
}) {
  const { run, status, error, reload } = view;
  const { progress, series } = run;
  const isAlive = isLive(run);
  const stepsPerEpoch = stepsPerEpochOf({ options, signature, progress });
  const charted = useMemo(() => [{ id: label, label, series, stepsPerEpoch }], [label, series, stepsPerEpoch]);
  return (
    <div className="space-y-3">
      {run.state === "failed" ? <Notice tone="danger">{run.message ?? "The run failed without saying why."}</Notice> : null}
      {status === "failed" ? (
        <Notice
          tone="danger"
          actions={
            <Button size="small" onClick={reload}>
              Try again
            </Button>
          }
        >
          The curves could not be loaded. {describeError(error)}
        </Notice>
      ) : null}
      {isAlive && progress ? (
        <div className="space-y-1">
          <Progress share={progress.totalSteps > 0 ? progress.step / progress.totalSteps : null} label="Progress of the run" />
          <p className="text-ink-2 text-small tabular-nums">{describeProgress(progress, true)}</p>
        </div>
      ) : null}
      {status === "loading" && Object.keys(series).length === 0 ? (
        <div role="status" aria-label="Loading the curves">
          <Skeleton className="h-72 w-full" />
        </div>
      ) : (
        <RunCharts
          runs={charted}
          isLive={isAlive}
          {...(height === undefined ? {} : { height })}
          emptyText={
            isAlive ? "The first point appears here." : "This run has no points: it ended before its first step was recorded."
          }
        />
      )}
    </div>
  );
}
