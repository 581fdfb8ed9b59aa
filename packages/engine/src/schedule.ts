/** Decides how the work of a draft is laid over threads, from shapes and from what the device is good at. */
import type { Program, ValueId } from "@downhill/ir";
import type { Draft } from "./drafts.ts";
import type { PlanOptions, Schedule, Store } from "./plan.ts";
import { countElements } from "./views.ts";

export interface ChosenSchedule {
  readonly schedule: Schedule;
  readonly workgroups: number;
  readonly workgroupSize: number;
  readonly note: string | undefined;
}

const usualWorkgroupSize = 64;

export function chooseSchedule(program: Program, draft: Draft, stores: readonly Store[], options: PlanOptions): ChosenSchedule {
  const workgroupSize = Math.min(usualWorkgroupSize, options.limits.maxComputeInvocationsPerWorkgroup);
  const shapeOf = (value: ValueId) => program.nodes[value]!.type.shape;
  const perThread = (threads: number, schedule: Schedule, note?: string): ChosenSchedule => ({
    schedule,
    workgroups: Math.ceil(threads / workgroupSize),
    workgroupSize,
    note,
  });
  const core = draft.core === undefined ? undefined : program.nodes[draft.core]!;
  if (core !== undefined && draft.core !== undefined && core.operation.op === "reduce") {
    const rows = countElements(core.type.shape);
    const extent = countElements(shapeOf(core.inputs[0]!)) / rows;
    const cooperative = isWorthAWorkgroup(rows, extent, options);
    const schedule: Schedule = { kind: "rows", reduced: draft.core, cooperative };
    if (cooperative) return { schedule, workgroups: rows, workgroupSize, note: "one workgroup per row" };
    return perThread(rows, schedule);
  }
  return perThread(countElements(shapeOf(stores[0]!.value)), { kind: "elementwise" });
}

/** Few long rows leave most of a GPU idle if one thread serves each. On the CPU barriers cost more than they bring. */
function isWorthAWorkgroup(rows: number, extent: number, { isSoftware }: PlanOptions): boolean {
  return isSoftware ? extent >= 1024 && rows < 256 : extent >= 64 && rows * 64 < 65_536 * 4;
}
