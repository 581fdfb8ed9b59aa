"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTrainingStore, warmUpDataset } from "../../training/trainingStore.ts";
import { useTRPC } from "../../trpc/context.ts";

/** Reads the model's dataset into the training thread before Run is pressed, so that the first point comes at once. */
export function useWarmUp(modelId: string): void {
  const trpc = useTRPC();
  const { data: datasetVersionId } = useQuery({
    ...trpc.model.get.queryOptions({ modelId }),
    select: (model) => model.datasetVersionId,
  });
  const isDeviceKnown = useTrainingStore((state) => state.device.state === "ready");
  useEffect(() => {
    if (datasetVersionId && isDeviceKnown) warmUpDataset(datasetVersionId);
  }, [datasetVersionId, isDeviceKnown]);
}
