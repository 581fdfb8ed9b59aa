"use client";

import { Play } from "lucide-react";
import { useState } from "react";
import { type ActiveRun, isRunAlive, probeDevice, type TrainingRequest, useTrainingStore } from "../../training/trainingStore.ts";
import { describeError } from "../../trpc/appErrorOf.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { formatDuration } from "../../ui/formatNumber.ts";
import { Progress } from "../../ui/Progress.tsx";
import { toast } from "../../ui/Toast.tsx";
import { Tooltip } from "../../ui/Tooltip.tsx";
import { RunControls } from "./RunControls.tsx";
import { describeRunState, getProgressShare } from "./runWords.ts";
import { useTraining } from "./useTraining.ts";

/** The one filled button. While a run of this page is alive it shows its progress, with pause and stop beside it. */
export function RunButton({
  getRequest,
  barredReason = null,
}: {
  projectId: string;
  modelId: string;
  /** Called on the click; may save first. */
  getRequest: () => TrainingRequest | Promise<TrainingRequest>;
  /** Why there is nothing to run; disables the button. */
  barredReason?: string | null;
}) {
  const { run, device, start } = useTraining();
  const [isMissingShown, setIsMissingShown] = useState(false);

  async function launch() {
    try {
      const request = await getRequest();
      await start(request);
    } catch (error) {
      toast.error("The run was not started.", { description: error instanceof Error ? error.message : describeError(error) });
    }
  }

  if (run && isRunAlive(run)) {
    return (
      <div className="flex items-center gap-2">
        <RunProgressBar run={run} />
        <RunControls />
      </div>
    );
  }
  const button = (
    <Button
      variant="primary"
      aria-disabled={barredReason !== null}
      aria-description={barredReason ?? undefined}
      onClick={() => {
        if (barredReason !== null) return;
        if (device.state === "missing") setIsMissingShown(true);
        else void launch();
      }}
    >
      <Play />
      Run
    </Button>
  );
  return (
    <>
      <Tooltip content={barredReason ?? "Train this model in this browser"}>{button}</Tooltip>
      {device.state === "missing" ? (
        <Dialog
          isOpen={isMissingShown}
          onOpenChange={setIsMissingShown}
          title="The graphics device is missing"
          size="small"
          actions={
            <>
              <Button onClick={() => setIsMissingShown(false)}>Close</Button>
              <Button
                variant="primary"
                onClick={async () => {
                  setIsMissingShown(false);
                  if ((await probeDevice("cpu")).state === "ready") await launch();
                }}
              >
                Train on the CPU
              </Button>
            </>
          }
        >
          <div className="space-y-2">
            <p>{device.reason}</p>
            <p>{device.advice}</p>
            <p className="text-ink-2">The CPU trains small models too: exactly, and slowly.</p>
          </div>
        </Dialog>
      ) : null}
    </>
  );
}

function RunProgressBar({ run }: { run: ActiveRun }) {
  const progress = useTrainingStore((state) => state.progress);
  const secondsLeft = run.state === "running" ? progress?.secondsLeft : null;
  return (
    <div className="w-36">
      <p className="flex justify-between gap-2 whitespace-nowrap text-ink-2 text-small tabular-nums">
        <span>{describeRunState(run.state)}</span>
        {secondsLeft ? <span>{formatDuration(secondsLeft * 1000)}</span> : null}
      </p>
      <Progress share={getProgressShare(run, progress)} label="Progress of the run" />
    </div>
  );
}
