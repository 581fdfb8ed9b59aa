import type { RunState } from "@downhill/protocol";
import { Badge } from "../../ui/Badge.tsx";

const looks: Record<RunState, { label: string; tone: "neutral" | "accent" | "success" | "danger" }> = {
  queued: { label: "Queued", tone: "neutral" },
  compiling: { label: "Compiling", tone: "accent" },
  running: { label: "Running", tone: "accent" },
  paused: { label: "Paused", tone: "neutral" },
  finished: { label: "Finished", tone: "success" },
  stopped: { label: "Stopped", tone: "neutral" },
  failed: { label: "Failed", tone: "danger" },
};

export function RunStateBadge({ state, isInterrupted }: { state: RunState; isInterrupted: boolean }) {
  if (isInterrupted) return <Badge tone="warning">Interrupted</Badge>;
  const { label, tone } = looks[state];
  return <Badge tone={tone}>{label}</Badge>;
}
