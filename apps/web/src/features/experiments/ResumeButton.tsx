"use client";
import { Play } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "../../ui/Button.tsx";
import { formatCount } from "../../ui/formatNumber.ts";
import { modelPath } from "../project/projectPaths.ts";
import { useTraining } from "../training/useTraining.ts";
import type { ExperimentRun, ExperimentSummary } from "./experimentTypes.ts";

/** Takes an interrupted run over in this tab, from its last checkpoint, and goes to the Modeling view, where it can be paused and stopped. */
export function ResumeButton({
  run,
  experiment,
}: {
  run: Pick<ExperimentRun, "id" | "progress">;
  experiment: Pick<ExperimentSummary, "projectId" | "modelId">;
}) {
  const router = useRouter();
  const { resumeRun } = useTraining();
  const [isResuming, setIsResuming] = useState(false);
  const { projectId, modelId } = experiment;
  return (
    <Button
      size="small"
      disabled={isResuming}
      title={run.progress ? `It had come to step ${formatCount(run.progress.step)}` : undefined}
      onClick={() => {
        setIsResuming(true);
        void resumeRun(run.id).finally(() => setIsResuming(false));
        if (modelId !== null) router.push(modelPath(projectId, modelId));
      }}
    >
      <Play aria-hidden /> Resume
    </Button>
  );
}
