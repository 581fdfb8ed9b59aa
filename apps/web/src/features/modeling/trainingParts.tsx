"use client";
import type { CompilerOptions, ModelDocument } from "@downhill/model";
import { Play } from "lucide-react";
import { Button } from "../../ui/Button.tsx";

export interface TrainingRequest {
  readonly projectId: string;
  readonly modelId: string;
  readonly datasetVersionId: string;
  readonly document: ModelDocument;
  readonly options: CompilerOptions;
}

export function RunButton({
  barredReason,
}: {
  projectId: string;
  modelId: string;
  getRequest: () => TrainingRequest | Promise<TrainingRequest>;
  barredReason?: string | null;
}) {
  return (
    <Button variant="primary" disabled={Boolean(barredReason)} title={barredReason ?? undefined}>
      <Play />
      Run
    </Button>
  );
}

export function DeviceBadge() {
  return <span className="text-ink-3">WebGPU</span>;
}

export function TrainingDock(_props: { projectId: string; modelId: string }) {
  return (
    <section aria-label="Training" className="flex h-56 items-center justify-center border-line border-t bg-surface text-ink-3">
      Press Run to train the model.
    </section>
  );
}

export function useTraining() {
  return { start: async (_request: TrainingRequest) => {}, stop: () => {} };
}
