"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTrainingStore, warmUp } from "../../training/trainingStore.ts";
import { useTRPC } from "../../trpc/context.ts";

/** Reads the model's dataset into the training thread and compiles the model there, before Run is pressed. */
export function useWarmUp(modelId: string): void {
  const trpc = useTRPC();
  const { data: model } = useQuery(trpc.model.get.queryOptions({ modelId }));
  const isDeviceKnown = useTrainingStore((state) => state.device.state === "ready");
  const datasetVersionId = model?.datasetVersionId ?? null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the model as it was opened is enough; edits change few of its kernels
  useEffect(() => {
    if (!model || !datasetVersionId || !isDeviceKnown) return;
    const { document, options } = model;
    void warmUp({ datasetVersionId, document, options });
  }, [modelId, datasetVersionId, isDeviceKnown]);
}
