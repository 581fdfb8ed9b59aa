"use client";

import { endStates } from "@downhill/protocol";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { isTrainedInThisBrowser } from "../../training/runLocks.ts";
import { useTrainingStore } from "../../training/trainingStore.ts";
import { useTRPC } from "../../trpc/context.ts";

/** The latest run of a model as the server knows it, and the run of it that waits to be resumed. */
export function useModelRuns(projectId: string, modelId: string) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const activeRunId = useTrainingStore((state) => state.run?.runId ?? null);
  const activeState = useTrainingStore((state) => state.run?.state ?? null);
  const list = useQuery(trpc.experiment.list.queryOptions({ projectId }));
  const hasActiveEnded = activeState !== null && endStates.includes(activeState);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new run and the end of a run change the list
  useEffect(() => {
    void queries.invalidateQueries(trpc.experiment.list.queryFilter({ projectId }));
  }, [activeRunId, hasActiveEnded, queries, trpc, projectId]);

  const runs = (list.data ?? [])
    .filter((experiment) => experiment.modelId === modelId)
    .flatMap((experiment) => experiment.runs.map((run) => ({ ...run, experiment })))
    .sort((a, b) => b.createdAtMs - a.createdAtMs);
  const latest = runs[0] ?? null;
  const open = runs.find((run) => !endStates.includes(run.state) && run.id !== activeRunId) ?? null;
  const openId = open?.id ?? null;
  const isLeaseOver = open?.isInterrupted ?? false;

  const [interruptedId, setInterruptedId] = useState<string | null>(null);
  useEffect(() => {
    let isCurrent = true;
    setInterruptedId(null);
    if (openId === null) return;
    void isTrainedInThisBrowser(openId).then((trained) => {
      if (isCurrent && trained !== "now" && (trained === "before" || isLeaseOver)) setInterruptedId(openId);
    });
    return () => {
      isCurrent = false;
    };
  }, [openId, isLeaseOver]);

  const interrupted = useQuery({
    ...trpc.run.get.queryOptions({ runId: interruptedId ?? "" }),
    enabled: interruptedId !== null,
    staleTime: 0,
  });
  return { latest, interrupted: interruptedId === null ? null : (interrupted.data ?? null) };
}
