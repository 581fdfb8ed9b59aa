"use client";

import { useEffect } from "react";
import {
  type ActiveRun,
  type DeviceStatus,
  pauseTraining,
  probeDevice,
  resumeInterruptedRun,
  resumeTraining,
  startTraining,
  stopTraining,
  type TrainingRequest,
  useTrainingStore,
} from "../../training/trainingStore.ts";
import { describeError } from "../../trpc/appErrorOf.ts";
import { toast } from "../../ui/Toast.tsx";

export interface Training {
  /** The run that this page trains or last trained. */
  readonly run: ActiveRun | null;
  readonly device: DeviceStatus;
  /** Settles when the run has ended; never rejects. */
  start(request: TrainingRequest): Promise<void>;
  /** Goes on with an interrupted run of the server from its last checkpoint. */
  resumeRun(runId: string): Promise<void>;
  pause(): void;
  resume(): void;
  stop(): void;
}

async function resumeRun(runId: string): Promise<void> {
  try {
    await resumeInterruptedRun(runId);
  } catch (error) {
    const description = error instanceof Error && !("data" in error) ? error.message : describeError(error);
    toast.error("The run cannot go on.", { description });
  }
}

const actions = { start: startTraining, resumeRun, pause: pauseTraining, resume: resumeTraining, stop: stopTraining };

/** The one run of this page. Mounting it finds the device. */
export function useTraining(): Training {
  const run = useTrainingStore((state) => state.run);
  const device = useTrainingStore((state) => state.device);
  useEffect(() => {
    if (useTrainingStore.getState().device.state === "unknown") void probeDevice();
  }, []);
  return { run, device, ...actions };
}
