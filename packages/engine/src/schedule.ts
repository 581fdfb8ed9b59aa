/** Decides how the work of a draft is laid over threads, from shapes and from what the device is good at. */
import type { Program, ValueId } from "@downhill/ir";
import { contractionSpaceOf, countContraction } from "./contraction.ts";
import { type Draft, isContraction } from "./drafts.ts";
import type { PlanOptions, Schedule, Store } from "./plan.ts";
import { countElements } from "./views.ts";

export interface ChosenSchedule {
  readonly schedule: Schedule;
  readonly workgroups: number;
  readonly workgroupSize: number;
  readonly note: string | undefined;
}

type TileSchedule = Extract<Schedule, { kind: "tiles" }>;

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
    const schedule: Schedule = { kind: "rows", reduced: draft.core, cooperative };
    if (cooperative) return { schedule, workgroups: rows, workgroupSize, note: "one workgroup per row" };
    return perThread(rows, schedule);
  }
  if (core !== undefined && draft.core !== undefined && isContraction(core)) {
    const schedule = chooseTiles(program, draft.core, options);
    const { sharing, threadRows, threadColumns } = schedule;
    const lanes = sharing === "quad" ? 4 : 1;
    const { batches, rows, columns } = countContraction(contractionSpaceOf(program, draft.core));
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

/** Tile and unrolling of a contraction: as large as leaves enough threads, so that a loaded operand serves many results. */
function chooseTiles(program: Program, core: ValueId, options: PlanOptions): TileSchedule {
  const { isSoftware } = options;
  const space = contractionSpaceOf(program, core);
  const { batches, rows, columns, depth } = countContraction(space);
  const quads = isSoftware && options.hasSubgroups === true ? chooseQuads(program, core) : undefined;
  if (quads !== undefined) return quads;
  // On the CPU few threads suffice, and big tiles save the dear loads. A GPU wants its thousands of threads first.
  const enoughThreads = isSoftware ? 32 : 4096;
  // Big tiles are long shaders: where there is little to compute, their compilation would cost more than they save.
  const flops = 2 * batches * rows * columns * depth;
  let largest = isSoftware ? (flops > 4e6 ? 8 : flops > 1e5 ? 4 : 2) : 4;
  let threadRows = fitTile(rows, largest);
  let threadColumns = fitTile(columns, largest);
  const countThreads = () => batches * Math.ceil(rows / threadRows) * Math.ceil(columns / threadColumns);
  while (countThreads() < enoughThreads && largest > (isSoftware ? 2 : 1)) {
    largest /= 2;
    if (threadRows >= threadColumns) threadRows = fitTile(rows, largest);
    else threadColumns = fitTile(columns, largest);
    if (countThreads() >= enoughThreads) break;
    threadRows = fitTile(rows, largest);
    threadColumns = fitTile(columns, largest);
  }
  const last = space.loopShape.length - 1;
  const unroll = space.loopShape.map((size, axis) => {
    // Neighbouring places of a convolution share what a short window sees; the channels are looped over.
    if (space.isConvolution) return axis === last - 1 && size <= 5 ? size : 1;
    if (axis < last) return 1;
    // Four steps at a time let an operand that is contiguous along the sum be read in groups of four.
    const isSmallTile = threadRows * threadColumns <= 16;
    const pays = isSmallTile ? !isSoftware || flops > 4e5 : flops > 4e6 && isContiguousAlongSum(program, core);
    return pays ? ([4, 2].find((copies) => size % copies === 0) ?? 1) : 1;
  });
  return { kind: "tiles", core, sharing: "none", threadRows, threadColumns, unroll };
}

/** Tiles for processors, whose neighbouring threads share what they load. Undefined where there is too little to share. */
function chooseQuads(program: Program, core: ValueId): TileSchedule | undefined {
  const space = contractionSpaceOf(program, core);
  const { batches, rows, columns, depth } = countContraction(space);
  const flops = 2 * batches * rows * columns * depth;
  if (flops < 1e5 || rows < 4 || columns < 4 || depth < 4) return undefined;
  // As with single threads: where there is little to compute, the compilation of a big tile costs more than it saves.
  const threadColumns = columns >= 32 && flops > 8e6 ? 8 : columns >= 16 ? 4 : columns >= 8 ? 2 : 1;
  const threadRows = rows >= 8 && flops > 1e6 ? 8 : 4;
  const last = space.loopShape.length - 1;
  const unroll = space.loopShape.map((size, axis) => {
    // A turn of a loop costs as much as its sums: four to eight terms go together.
    const isShortWindow = space.isConvolution && space.loopShape[last - 1]! <= 5;
    if (isShortWindow) return axis === last - 1 ? size : 1;
    if (axis < last) return 1;
    return [4, 5, 3, 2].find((copies) => size % copies === 0) ?? 1;
  });
  return { kind: "tiles", core, sharing: "quad", threadRows, threadColumns, unroll };
}

function isContiguousAlongSum(program: Program, core: ValueId): boolean {
  const { operation, inputs } = program.nodes[core]!;
  const pair = operation.op === "dot" ? operation.contract.at(-1) : undefined;
  return pair !== undefined && inputs.some((input, side) => pair[side] === program.nodes[input]!.type.shape.length - 1);
}

/** The largest divisor up to `largest`, unless all divisors are small: then the last tile overlaps its neighbour. */
function fitTile(extent: number, largest: number): number {
  if (extent <= largest) return extent;
  for (let size = largest; size > largest / 2; size--) if (extent % size === 0) return size;
  return largest;
}
