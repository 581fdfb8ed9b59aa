import type { LoweredTarget } from "./lowerBlocks.ts";

/** "accuracy", or "accuracy/Target 2" when there are several Targets. Series names are short, so a long name gives way to the id. */
export function nameSeries(kind: string, { block }: LoweredTarget, targets: readonly LoweredTarget[]): string {
  if (targets.length === 1) return kind;
  return `${kind}/${block.name.length <= 60 ? block.name : block.id}`;
}
