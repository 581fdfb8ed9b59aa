/**
 * Contractions and convolutions by register tiles: a thread computes `threadRows x threadColumns` results and loads its own
 * operands. Rows are the free axes of the left operand (the places of a convolution), columns those of the right one
 * (its filters). Operands are read through any views; what neighbouring rows share is loaded once.
 *
 * With sharing by quads four threads side by side have the same rows and neighbouring columns. Each loads every fourth row of
 * the left operand and hears the others from its neighbours, which on the CPU costs a tenth of a load.
 */
import type { ValueId } from "@downhill/ir";
import { type ContractionSpace, contractionSpaceOf } from "../../contraction.ts";
import type { KernelPart, Schedule } from "../../plan.ts";
import {
  addIndex,
  constantIndex,
  countElements,
  delinearize,
  type Index,
  indicesKey,
  largestValue,
  linearize,
  scaleIndex,
  shiftIndex,
} from "../../views.ts";
import type { Expression } from "./codeBuilder.ts";
import type { ElementCode } from "./elementCode.ts";
import { convAccess, dotAxes } from "./loopCode.ts";
import { computeStores, type PendingStore, writeStores } from "./storeCode.ts";

export type TileSchedule = Extract<Schedule, { kind: "tiles" }>;

/** Operands of the contraction, one element at a time. */
export interface OperandAccess {
  left(output: readonly Index[], loop: readonly Index[]): Expression;
  right(output: readonly Index[], loop: readonly Index[]): Expression;
}

export function operandAccess(code: ElementCode, core: ValueId): OperandAccess {
  const { operation, inputs } = code.node(core);
  const [left, right] = inputs as [ValueId, ValueId];
  if (operation.op === "dot") {
    const axes = dotAxes(operation, code.shape(left), code.shape(right));
    return {
      left: (output, loop) => code.value(left, axes.leftIndices(output, loop)),
      right: (output, loop) => code.value(right, axes.rightIndices(output, loop)),
    };
  }
  if (operation.op !== "conv") throw new Error(`${operation.op} is no contraction.`);
  const access = convAccess(code, core, operation);
  return {
    left(output, loop) {
      const { indices, valid } = access.input(output, loop);
      const x = code.value(left, indices);
      return valid === undefined ? x : code.builder.let(`select(0.0f, ${x.text}, ${valid.text})`, [x, valid]);
    },
    right: (output, loop) => code.value(right, access.kernel(output, loop)),
  };
}

/** Indices of the core's result for a batch, row and column. */
export function outputIndices(code: ElementCode, space: ContractionSpace, batch: Index, row: Index, column: Index): Index[] {
  const { builder } = code;
  if (!space.columnsCarryBatch) {
    return [
      ...delinearize(builder.space, batch, space.batchShape),
      ...delinearize(builder.space, row, space.rowShape),
      ...delinearize(builder.space, column, space.columnShape),
    ];
  }
  const columns = countElements(space.columnShape);
  return [...delinearize(builder.space, row, space.rowShape), addIndex(scaleIndex(batch, columns), column)];
}

export function writeTiles(code: ElementCode, part: KernelPart, schedule: TileSchedule, workgroupSize: number): void {
  const { builder } = code;
  const { core, threadRows, threadColumns, sharing } = schedule;
  const space = contractionSpaceOf(code.context.program, core);
  const rows = countElements(space.rowShape);
  const columns = countElements(space.columnShape);
  const lanes = sharing === "quad" ? 4 : 1;
  const rowTiles = Math.ceil(rows / threadRows);
  const columnTiles = Math.ceil(columns / threadColumns / lanes);
  const batches = countElements(space.batchShape);
  const threads = batches * rowTiles * columnTiles * lanes;
  const isFull = part.workgroups * workgroupSize === threads;

  const thread = builder.let(`group * ${workgroupSize}u + local`, []);
  // Threads of a quad must stay together, so those that have nothing to do repeat the last ones and store nothing.
  if (!isFull && sharing === "none") builder.statementHere(`if (${thread.text} >= ${threads}u) { return; }`);
  const lane = sharing === "quad" ? builder.atomOf(builder.let("local & 3u", []), 3) : constantIndex(0);
  const quad = sharing === "quad" ? builder.let(`min(${thread.text} >> 2u, ${threads / 4 - 1}u)`, [thread]) : thread;
  const flat = builder.atomOf(quad, threads / lanes - 1);
  const [batch, rowTile, columnTile] = delinearize(builder.space, flat, [batches, rowTiles, columnTiles]) as [
    Index,
    Index,
    Index,
  ];
  const firstRow = startOfTile(code, rowTile, threadRows, rows);
  const firstColumn = startOfTile(code, addIndex(scaleIndex(columnTile, lanes), lane), threadColumns, columns);
  const rowAt = (i: number) => shiftIndex(firstRow.index, i);
  const columnAt = (j: number) => shiftIndex(firstColumn.index, j);
  const outputAt = (i: number, j: number) => outputIndices(code, space, batch, rowAt(i), columnAt(j));

  const sums: string[][] = [];
  for (let i = 0; i < threadRows; i++) {
    sums[i] = [];
    for (let j = 0; j < threadColumns; j++) {
      const name = builder.name();
      builder.statementHere(`var ${name} = 0.0f;`);
      sums[i]![j] = name;
    }
  }
  const access = operandAccess(code, core);
  /** The left operand of every row of the tile. */
  const leftOf = (loop: readonly Index[]): Expression[] => {
    if (sharing === "none") return Array.from({ length: threadRows }, (_, i) => access.left(outputAt(i, 0), loop));
    // In a grouped convolution the column names the channels, but within a batch any will do.
    return Array.from({ length: threadRows / 4 }, (_, four) => {
      const row = addIndex(rowAt(four * 4), lane);
      return access.left(outputIndices(code, space, batch, row, constantIndex(0)), loop);
    }).flatMap((own) => [0, 1, 2, 3].map((from) => builder.let(`quadBroadcast(${own.text}, ${from}u)`, [own])));
  };
  loopOver(code, space.loopShape, schedule, (loop) => {
    const left = leftOf(loop);
    const right = Array.from({ length: threadColumns }, (_, j) => access.right(outputAt(0, j), loop));
    for (let i = 0; i < threadRows; i++) {
      for (let j = 0; j < threadColumns; j++) builder.statementHere(`${sums[i]![j]} += ${left[i]!.text} * ${right[j]!.text};`);
    }
  });
  const known = new Map<string, Expression>();
  for (let i = 0; i < threadRows; i++) {
    for (let j = 0; j < threadColumns; j++) known.set(indicesKey(outputAt(i, j)), { text: sums[i]![j]!, scope: builder.root });
  }
  code.given.set(core, (indices) => {
    const sum = known.get(indicesKey(indices));
    if (sum === undefined) throw new Error(`Value ${core} is needed outside its tile.`);
    return sum;
  });
  const writeResults = (): void => {
    for (let i = 0; i < threadRows; i++) {
      const unguarded: PendingStore[] = [];
      for (let j = 0; j < threadColumns; j++) {
        const pending = computeStores(code, part.stores, linearize(outputAt(i, j), code.shape(core)));
        const guards = [isOwn(code, firstRow, i), isOwn(code, firstColumn, j)].filter((guard) => guard !== undefined);
        if (guards.length === 0) unguarded.push(...pending);
        else builder.block(`if (${guards.join(" && ")})`, () => writeStores(code, pending));
      }
      writeStores(code, unguarded);
    }
  };
  if (isFull || sharing === "none") writeResults();
  else builder.block(`if (${thread.text} < ${threads}u)`, writeResults);
}

interface TileStart {
  readonly index: Index;
  /** Where the tile would start if it did not have to stay inside; undefined where all tiles fit. */
  readonly nominal: Index | undefined;
}

/** The last tile moves back until it ends with the axis. What it shares with its neighbour is computed twice and stored once. */
function startOfTile(code: ElementCode, tile: Index, size: number, extent: number): TileStart {
  const nominal = scaleIndex(tile, size);
  if (largestValue(nominal) + size <= extent) return { index: nominal, nominal: undefined };
  const start = code.builder.index(nominal);
  const inside = code.builder.let(`min(${start.text}, ${extent - size}u)`, [start]);
  return { index: code.builder.atomOf(inside, extent - size), nominal };
}

function isOwn({ builder }: ElementCode, { index, nominal }: TileStart, place: number): string | undefined {
  if (nominal === undefined) return undefined;
  return `${builder.index(shiftIndex(index, place)).text} >= ${builder.index(nominal).text}`;
}

/** Loops over the axes in their order, with that many copies of the innermost work as `unroll` says. */
function loopOver(
  code: ElementCode,
  sizes: readonly number[],
  { order: wanted, unroll }: Pick<TileSchedule, "order" | "unroll">,
  write: (loop: Index[]) => void,
): void {
  const { builder } = code;
  const indices: Index[] = [];
  // Axes that are unrolled completely come last, whatever their place: what they share is then loaded once.
  const order = [...wanted].sort((a, b) => Number(unroll[a]! >= sizes[a]!) - Number(unroll[b]! >= sizes[b]!));
  const open = (place: number): void => {
    const axis = order[place];
    if (axis === undefined) {
      write([...indices]);
      return;
    }
    const size = sizes[axis]!;
    const copies = unroll[axis]!;
    if (copies >= size) {
      for (let k = 0; k < size; k++) {
        indices[axis] = constantIndex(k);
        open(place + 1);
      }
      return;
    }
    builder.loop(size / copies, (at) => {
      for (let k = 0; k < copies; k++) {
        indices[axis] = shiftIndex(scaleIndex(at, copies), k);
        open(place + 1);
      }
    });
  };
  open(0);
}
