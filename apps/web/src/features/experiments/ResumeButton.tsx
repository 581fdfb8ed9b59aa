"use client";
import { Play } from "lucide-react";
import { Button } from "../../ui/Button.tsx";
import { formatCount } from "../../ui/formatNumber.ts";
import type { ExperimentRun } from "./experimentTypes.ts";

/** Takes an interrupted run over in this tab, from its last checkpoint. */
export function ResumeButton({ run, size = "medium" }: { run: ExperimentRun; size?: "small" | "medium" }) {
  return (
    <Button size={size} title={run.progress ? `It had come to step ${formatCount(run.progress.step)}` : undefined}>
      <Play aria-hidden /> Resume
    </Button>
  );
}
