"use client";

import { Pause, Play, Square } from "lucide-react";
import { isRunAlive } from "../../training/trainingStore.ts";
import { IconButton } from "../../ui/Button.tsx";
import { useTraining } from "./useTraining.ts";

/** Pause or resume, and stop, for the run of this page; nothing when none is alive. */
export function RunControls() {
  const { run, pause, resume, stop } = useTraining();
  if (!run || !isRunAlive(run)) return null;
  return (
    <div className="flex items-center gap-1">
      {run.state === "paused" ? (
        <IconButton icon={Play} label="Resume" onClick={resume} />
      ) : (
        <IconButton icon={Pause} label="Pause" onClick={pause} disabled={run.state !== "running"} />
      )}
      <IconButton icon={Square} label="Stop" onClick={stop} />
    </div>
  );
}
