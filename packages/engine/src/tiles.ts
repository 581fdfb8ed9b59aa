/**
 * The tile of a contraction or convolution: what was measured on this adapter, else what comes with the engine for its family,
 * else what sizes and kind of device suggest.
 */
import type { Program, ValueId } from "@downhill/ir";
import { contractionSpaceOf, countContraction } from "./contraction.ts";
import type { PlanOptions, Schedule } from "./plan.ts";
import { classOfContraction, findShippedTiles, nameContraction, type TileChoice } from "./tileTable.ts";
import { denseStrides } from "./views.ts";

type TileSchedule = Extract<Schedule, { kind: "tiles" }>;
type StagedSchedule = Extract<Schedule, { kind: "staged" }>;

export function chooseTiles(program: Program, core: ValueId, options: PlanOptions): TileSchedule | StagedSchedule {
  const { isSoftware } = options;
  const measured = options.tiles?.[nameContraction(program, core)];
  if (measured !== undefined && suits(program, core, measured, options)) return applyChoice(program, core, measured);
  if (isSoftware) {
    const quads = options.hasSubgroups === true ? chooseQuads(program, core) : undefined;
    return quads ?? chooseOwnTiles(program, core, isSoftware);
  }
  const shipped = findShippedTiles(options.adapter ?? "", classOfContraction(program, core));
  if (shipped !== undefined && suits(program, core, shipped, options)) return applyChoice(program, core, shipped);
  return chooseOwnTiles(program, core, isSoftware);
}

/** Whether a tile can be had here: a table may come from another version, and a device may grant less than its family has. */
function suits(program: Program, core: ValueId, choice: TileChoice, { limits, hasSubgroups }: PlanOptions): boolean {
  const { rows, columns } = countContraction(contractionSpaceOf(program, core));
  const { threadRows, threadColumns } = choice;
  const isSize = (size: number) => Number.isInteger(size) && size >= 1 && size <= 256;
  if (!isSize(threadRows) || !isSize(threadColumns)) return false;
  if (choice.kind === "staged") {
    const { tileRows, tileColumns, tileDepth } = choice;
    if (!isSize(tileRows) || !isSize(tileColumns) || !isSize(tileDepth)) return false;
    if (tileRows % threadRows !== 0 || tileColumns % threadColumns !== 0) return false;
    const threads = (tileRows / threadRows) * (tileColumns / threadColumns);
    const bytes = (tileRows + tileColumns) * tileDepth * 4;
    return threads <= limits.maxComputeInvocationsPerWorkgroup && bytes <= limits.maxComputeWorkgroupStorageSize;
  }
  if (!isSize(choice.terms) || threadRows > rows || threadColumns > columns || threadRows * threadColumns > 256) return false;
  return choice.sharing === "none" || (hasSubgroups === true && threadRows % 4 === 0);
}

function applyChoice(program: Program, core: ValueId, choice: TileChoice): TileSchedule | StagedSchedule {
  if (choice.kind === "staged") return { ...choice, core };
  const { sharing, threadRows, threadColumns, terms } = choice;
  const { loopShape } = contractionSpaceOf(program, core);
  const last = loopShape.length - 1;
  const unroll = loopShape.map((size, axis) => {
    if (axis < last) return 1;
    let copies = Math.min(terms, size);
    while (size % copies !== 0) copies--;
    return copies;
  });
  return { kind: "tiles", core, sharing, threadRows, threadColumns, order: loopShape.map((_, axis) => axis), unroll };
}

/** Tile and unrolling of a contraction: as large as leaves enough threads, so that a loaded operand serves many results. */
function chooseOwnTiles(program: Program, core: ValueId, isSoftware: boolean): TileSchedule {
  const space = contractionSpaceOf(program, core);
  const { batches, rows, columns, depth } = countContraction(space);
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
  const order = space.loopShape.map((_, axis) => axis);
  return { kind: "tiles", core, sharing: "none", threadRows, threadColumns, order, unroll };
}

/** Tiles for processors, whose neighbouring threads share what they load. Undefined where there is too little to share. */
function chooseQuads(program: Program, core: ValueId): TileSchedule | undefined {
  const space = contractionSpaceOf(program, core);
  const { batches, rows, columns, depth } = countContraction(space);
  const flops = 2 * batches * rows * columns * depth;
  if (flops < 1e5 || rows < 4 || columns < 4 || depth < 4) return undefined;
  // As with single threads: where there is little to compute, the compilation of a big tile costs more than it saves.
  const threadColumns = columns >= 32 && flops > 2e7 ? 8 : columns >= 16 ? 4 : columns >= 8 ? 2 : 1;
  const threadRows = rows >= 8 && flops > 1e6 ? 8 : 4;
  const last = space.loopShape.length - 1;
  const isShortWindow = space.isConvolution && space.loopShape[last - 1]! <= 5;
  const order = orderByStride(program, core);
  const unroll = space.loopShape.map((size, axis) => {
    // A turn of a loop costs as much as its sums: four to eight terms go together.
    if (isShortWindow) return axis === last - 1 ? size : 1;
    return axis === order.at(-1) ? ([4, 5, 3, 2].find((copies) => size % copies === 0) ?? 1) : 1;
  });
  return { kind: "tiles", core, sharing: "quad", threadRows, threadColumns, order, unroll };
}

/**
 * Axes that are summed over, those that step far through memory first: the gradient of a filter walks through one picture after
 * the other, not through the same place of all pictures.
 */
function orderByStride(program: Program, core: ValueId): number[] {
  const { operation, inputs } = program.nodes[core]!;
  const [left, right] = inputs as [ValueId, ValueId];
  const stride = (value: ValueId, axis: number): number => {
    const { operation: view, inputs: from, type } = program.nodes[value]!;
    if (view.op === "permute") return stride(from[0]!, view.axes[axis]!);
    return denseStrides(type.shape)[axis]!;
  };
  const { loopShape } = contractionSpaceOf(program, core);
  const axes = loopShape.length - 1;
  const steps = loopShape.map((_, axis) => {
    if (operation.op === "dot") {
      const [a, b] = operation.contract[axis]!;
      return stride(left, a) + stride(right, b);
    }
    return stride(left, axis === axes ? axes + 1 : axis + 1) + stride(right, axis);
  });
  return loopShape.map((_, axis) => axis).sort((a, b) => steps[b]! - steps[a]! || a - b);
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
