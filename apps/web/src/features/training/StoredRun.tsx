"use client";

import { endStates } from "@downhill/protocol";
import { useMemo } from "react";
import { useTRPCClient } from "../../trpc/context.ts";
import { Notice } from "../../ui/ErrorState.tsx";
import { ownRunSource } from "../experiments/runSource.ts";
import { useLiveRun } from "../experiments/useLiveRun.ts";
import { RunCharts } from "./charts/RunCharts.tsx";
import type { useModelRuns } from "./useModelRuns.ts";

type Stored = NonNullable<ReturnType<typeof useModelRuns>["latest"]>;

/** The curves of a run that this page does not train, from the server; live when another tab trains it. */
export function StoredRun({ run, height }: { run: Stored; height: number }) {
  const client = useTRPCClient();
  const source = useMemo(() => ownRunSource(client, run.id), [client, run.id]);
  const view = useLiveRun(source, run);
  const label = `Experiment ${run.experiment.number}`;
  const { progress } = view.run;
  const stepsPerEpoch = progress && progress.epoch > 0 ? Math.max(1, Math.round(progress.step / progress.epoch)) : 1;
  const runs = useMemo(
    () => [{ id: run.id, label, series: view.run.series, stepsPerEpoch }],
    [run.id, label, view.run.series, stepsPerEpoch],
  );
  return (
    <div className="space-y-2">
      {view.run.state === "failed" && view.run.message ? <Notice tone="danger">{view.run.message}</Notice> : null}
      <RunCharts runs={runs} isLive={!endStates.includes(view.run.state)} height={height} emptyText="This run has no points." />
    </div>
  );
}
