"use client";
import type { RouterOutputs } from "@downhill/api/types";
import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { describeError } from "../../trpc/appErrorOf.ts";
import { useTRPC } from "../../trpc/context.ts";
import { Button } from "../../ui/Button.tsx";
import { Notice } from "../../ui/ErrorState.tsx";
import { formatBytes, formatCount } from "../../ui/formatNumber.ts";
import { Skeleton } from "../../ui/Skeleton.tsx";

interface Checkpoint {
  readonly step: number;
  readonly blob: string;
  readonly sizeBytes: number;
}

/** The latest and the best checkpoint of a run, to take along as safetensors. */
export function Checkpoints({ runId, fileStem, isLive }: { runId: string; fileStem: string; isLive: boolean }) {
  const trpc = useTRPC();
  const run = useQuery(
    trpc.run.get.queryOptions(
      { runId },
      { refetchInterval: ({ state }) => (isLive ? 5000 : state.data && lacksLastCheckpoint(state.data) ? 1000 : false) },
    ),
  );
  if (run.isPending) return <Skeleton className="h-16" />;
  if (run.isError) return <Notice tone="danger">The checkpoints could not be loaded. {describeError(run.error)}</Notice>;
  const { latestCheckpoint, bestCheckpoint } = run.data;
  if (!latestCheckpoint && !bestCheckpoint) {
    return <p className="text-ink-2">None yet. One is kept at every interval and when the run pauses, stops or ends.</p>;
  }
  const isSame = latestCheckpoint?.blob === bestCheckpoint?.blob;
  return (
    <ul className="divide-y divide-line">
      {bestCheckpoint ? (
        <CheckpointRow label={isSame ? "Best and latest" : "Best"} checkpoint={bestCheckpoint} fileStem={fileStem} />
      ) : null}
      {latestCheckpoint && !isSame ? <CheckpointRow label="Latest" checkpoint={latestCheckpoint} fileStem={fileStem} /> : null}
    </ul>
  );
}

/** The run's end may be known a moment before its last checkpoint has arrived. */
function lacksLastCheckpoint({ state, progress, latestCheckpoint }: RouterOutputs["run"]["get"]): boolean {
  return !["failed", "queued"].includes(state) && (latestCheckpoint?.step ?? 0) < (progress?.step ?? 0);
}

function CheckpointRow({ label, checkpoint, fileStem }: { label: string; checkpoint: Checkpoint; fileStem: string }) {
  const fileName = `${fileStem}-step-${checkpoint.step}.safetensors`;
  return (
    <li className="flex items-center gap-3 py-2">
      <div className="min-w-0 flex-1">
        <p className="font-medium">{label}</p>
        <p className="text-ink-2 text-small tabular-nums">
          step {formatCount(checkpoint.step)}, {formatBytes(checkpoint.sizeBytes)}, weights and optimizer state
        </p>
      </div>
      <Button asChild size="small">
        <a
          href={`/api/blobs/${checkpoint.blob}`}
          download={fileName}
          aria-label={`Download the checkpoint of step ${checkpoint.step} as safetensors`}
        >
          <Download aria-hidden /> safetensors
        </a>
      </Button>
    </li>
  );
}
