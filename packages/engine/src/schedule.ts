/** Decides how the work of a draft is laid over threads, from shapes and from what the device is good at. */
import type { Program, ValueId } from "@downhill/ir";
import { contractionSpaceOf, countContraction } from "./contraction.ts";
import { type Draft, isContraction } from "./drafts.ts";
import type { PlanOptions, Schedule, Store } from "./plan.ts";
import { chooseTiles } from "./tiles.ts";
import { countElements } from "./views.ts";

export interface ChosenSchedule {
  readonly schedule: Schedule;
  readonly workgroups: number;
  readonly workgroupSize: number;
  readonly note: string | undefined;
}

const usualWorkgroupSize = 64;
/** Few threads each, so that there is something to do for every core. */
const softwareWorkgroupSize = 32;

export function chooseSchedule(program: Program, draft: Draft, stores: readonly Store[], options: PlanOptions): ChosenSchedule {
  const workgroupSize = Math.min(
    options.isSoftware ? softwareWorkgroupSize : usualWorkgroupSize,
    options.limits.maxComputeInvocationsPerWorkgroup,
  );
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
    const sharing = cooperative && options.hasSubgroups === true && workgroupSize % 4 === 0 ? "quad" : "none";
    const schedule: Schedule = { kind: "rows", reduced: draft.core, cooperative, sharing };
    if (cooperative) return { schedule, workgroups: rows, workgroupSize, note: "one workgroup per row" };
    return perThread(rows, schedule);
  }
  if (core !== undefined && draft.core !== undefined && isContraction(core)) {
    const schedule = chooseTiles(program, draft.core, options);
    const { batches, rows, columns } = countContraction(contractionSpaceOf(program, draft.core));
    if (schedule.kind === "staged") {
      const { tileRows, tileColumns, tileDepth, threadRows, threadColumns } = schedule;
      return {
        schedule,
        workgroups: batches * Math.ceil(rows / tileRows) * Math.ceil(columns / tileColumns),
        workgroupSize: (tileRows / threadRows) * (tileColumns / threadColumns),
        note: `tiles of ${tileRows} x ${tileColumns} x ${tileDepth} in workgroup memory, ${threadRows} x ${threadColumns} per thread`,
      };
    }
    const { sharing, threadRows, threadColumns } = schedule;
    const lanes = sharing === "quad" ? 4 : 1;
    const threads = batches * Math.ceil(rows / threadRows) * Math.ceil(columns / threadColumns / lanes) * lanes;
    const note = `tiles of ${threadRows} x ${threadColumns}${sharing === "quad" ? ", rows shared by four threads" : ""}`;
    return perThread(threads, schedule, note);
  }
  const elements = countElements(shapeOf(stores[0]!.value));
  // Four neighbours per thread where there are many, so that memory is read and written in groups of four.
  const isLight = core === undefined || /pool/i.test(core.operation.op);
  const width = elements % 4 === 0 && elements >= 16_384 && isLight ? 4 : 1;
  return perThread(elements / width, { kind: "elementwise", width });
}

/**
 * Few long rows leave most of a GPU idle if one thread serves each. On the CPU a barrier slows down the whole dispatch, parts
 * without one included, and costs more than waiting for a few threads.
 */
function isWorthAWorkgroup(rows: number, extent: number, { isSoftware }: PlanOptions): boolean {
  return !isSoftware && extent >= 64 && rows * 64 < 65_536 * 4;
}
