/**
 * Contractions and convolutions by workgroup tiles: all threads bring a slice of both operands to workgroup memory, then each
 * computes its `threadRows x threadColumns` results from there. Where a tile reaches over an edge, elements beyond it count as
 * 0 and results beyond it are not stored. The sum runs through all terms in order, whatever the tile.
 */
import { contractionSpaceOf } from "../../contraction.ts";
import type { KernelPart, Schedule } from "../../plan.ts";
import {
  addIndex,
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
import { computeStores, type PendingStore, writeStores } from "./storeCode.ts";
import { operandAccess, outputIndices } from "./tileCode.ts";

type StagedSchedule = Extract<Schedule, { kind: "staged" }>;

/** One operand on its way to workgroup memory: `size` rows (or columns) by the tile's depth. */
interface Stage {
  readonly memory: string;
  readonly size: number;
  /** First row (or column) of the tile, and how many there are in all. */
  readonly first: Index;
  readonly extent: number;
  /** Whether neighbouring elements in memory are neighbouring terms rather than neighbouring rows. */
  readonly runsAlongSum: boolean;
  readonly load: (place: Index, loop: readonly Index[]) => Expression;
}

export function writeStagedTiles(
  code: ElementCode,
  part: KernelPart,
  schedule: StagedSchedule,
  { workgroupSize, label }: { workgroupSize: number; label: string },
): void {
  const { builder } = code;
  const { core, tileRows, tileColumns, tileDepth, threadRows, threadColumns } = schedule;
  const space = contractionSpaceOf(code.context.program, core);
  const rows = countElements(space.rowShape);
  const columns = countElements(space.columnShape);
  const batches = countElements(space.batchShape);
  const depth = countElements(space.loopShape);
  const rowTiles = Math.ceil(rows / tileRows);
  const columnTiles = Math.ceil(columns / tileColumns);
  const across = tileColumns / threadColumns;

  /** A number of its own, so that taking places apart and putting them together again finds the same ones. */
  const asAtom = (index: Index): Index => builder.atomOf(builder.index(index), largestValue(index));
  const group = builder.atomOf(builder.literal("group"), batches * rowTiles * columnTiles - 1);
  const tile = delinearize(builder.space, group, [batches, rowTiles, columnTiles]).map(asAtom);
  const [batch, rowTile, columnTile] = tile as [Index, Index, Index];
  const local = builder.atomOf(builder.literal("local"), workgroupSize - 1);
  const firstRow = scaleIndex(rowTile, tileRows);
  const firstColumn = scaleIndex(columnTile, tileColumns);
  const ownRow = scaleIndex(asAtom(builder.space.quotient(local, across)), threadRows);
  const ownColumn = scaleIndex(asAtom(builder.space.remainder(local, across)), threadColumns);

  const access = operandAccess(code, core);
  const origin = (row: Index, column: Index) => outputIndices(code, space, batch, row, column);
  const zero = { constant: 0, terms: [] };
  const along = sumDirections(code, core);
  const stages: readonly Stage[] = [
    {
      memory: `left_${label}`,
      size: tileRows,
      first: firstRow,
      extent: rows,
      runsAlongSum: along.left,
      load: (row, loop) => access.left(origin(row, zero), loop),
    },
    {
      memory: `right_${label}`,
      size: tileColumns,
      first: firstColumn,
      extent: columns,
      runsAlongSum: along.right,
      load: (column, loop) => access.right(origin(zero, column), loop),
    },
  ];
  for (const { memory, size } of stages) code.context.declare(`var<workgroup> ${memory}: array<f32, ${size * tileDepth}>;`);

  const sums = Array.from({ length: threadRows }, () =>
    Array.from({ length: threadColumns }, () => {
      const name = builder.name();
      builder.statementHere(`var ${name} = 0.0f;`);
      return name;
    }),
  );
  const rowInTile = builder.index(ownRow);
  const columnInTile = builder.index(ownColumn);
  builder.loop(Math.ceil(depth / tileDepth), (turn) => {
    for (const stage of stages) writeStage(code, stage, { turn, local, workgroupSize, tileDepth, loopShape: space.loopShape });
    builder.statementHere("workgroupBarrier();");
    const term = builder.name();
    builder.block(`for (var ${term} = 0u; ${term} < ${tileDepth}u; ${term}++)`, () => {
      const take = (memory: string, size: number, first: string, count: number): string[] =>
        Array.from({ length: count }, (_, place) => {
          const name = builder.name();
          builder.statementHere(`let ${name} = ${memory}[${term} * ${size}u + ${first} + ${place}u];`);
          return name;
        });
      const left = take(stages[0]!.memory, tileRows, rowInTile.text, threadRows);
      const right = take(stages[1]!.memory, tileColumns, columnInTile.text, threadColumns);
      left.forEach((a, i) => {
        right.forEach((b, j) => {
          builder.statementHere(`${sums[i]![j]} += ${a} * ${b};`);
        });
      });
    });
    builder.statementHere("workgroupBarrier();");
  });

  const ownRows = placesWithin(code, addIndex(firstRow, ownRow), { count: threadRows, extent: rows, tile: tileRows });
  const ownColumns = placesWithin(code, addIndex(firstColumn, ownColumn), {
    count: threadColumns,
    extent: columns,
    tile: tileColumns,
  });
  const known = new Map<string, Expression>();
  code.given.set(core, (indices) => {
    const sum = known.get(indicesKey(indices));
    if (sum === undefined) throw new Error(`Value ${core} is needed outside its tile.`);
    return sum;
  });
  ownRows.forEach((row, i) => {
    const unguarded: PendingStore[] = [];
    ownColumns.forEach((column, j) => {
      const output = origin(row.index, column.index);
      known.set(indicesKey(output), { text: sums[i]![j]!, scope: builder.root });
      const pending = computeStores(code, part.stores, linearize(output, code.shape(core)));
      const guards = [row.isInside, column.isInside].filter((guard) => guard !== undefined);
      if (guards.length === 0) unguarded.push(...pending);
      else builder.block(`if (${guards.join(" && ")})`, () => writeStores(code, pending));
    });
    writeStores(code, unguarded);
  });
}

interface StageTurn {
  readonly turn: Index;
  readonly local: Index;
  readonly workgroupSize: number;
  readonly tileDepth: number;
  readonly loopShape: readonly number[];
}

/** Neighbouring threads bring neighbouring elements, four of a row each where the sizes are multiples of four. */
function writeStage(
  code: ElementCode,
  { memory, size, first, extent, runsAlongSum, load }: Stage,
  { turn, local, workgroupSize, tileDepth, loopShape }: StageTurn,
): void {
  const { builder } = code;
  const depth = countElements(loopShape);
  const length = runsAlongSum ? tileDepth : size;
  const width = (runsAlongSum ? depth : extent) % 4 === 0 && length % 4 === 0 ? 4 : 1;
  const units = (size * tileDepth) / width;
  for (let done = 0; done < units; done += workgroupSize) {
    const write = (): void => {
      const unit = clampedIndex(code, shiftIndex(local, done), units);
      const along = scaleIndex(builder.space.remainder(unit, length / width), width);
      const other = builder.space.quotient(unit, length / width);
      const [term, place] = runsAlongSum ? [along, other] : [other, along];
      const [termWidth, placeWidth] = runsAlongSum ? [width, 1] : [1, width];
      const termInAll = addIndex(scaleIndex(turn, tileDepth), term);
      const placeInAll = addIndex(first, place);
      const safeTerm = clampedIndex(code, termInAll, depth, termWidth);
      const safePlace = clampedIndex(code, placeInAll, extent, placeWidth);
      const isMissing = depth % tileDepth === 0 ? undefined : builder.index(termInAll);
      for (let k = 0; k < width; k++) {
        const [dt, dp] = runsAlongSum ? [k, 0] : [0, k];
        const x = load(shiftIndex(safePlace, dp), delinearize(builder.space, shiftIndex(safeTerm, dt), loopShape));
        const value = isMissing === undefined ? x.text : `select(0.0f, ${x.text}, ${isMissing.text} < ${depth}u)`;
        const target = builder.index(addIndex(scaleIndex(shiftIndex(term, dt), size), shiftIndex(place, dp)));
        builder.statementHere(`${memory}[${target.text}] = ${value};`);
      }
    };
    // Written as a condition on purpose: the last threads have nothing to bring.
    if (done + workgroupSize <= units) write();
    else builder.block(`if (local < ${units - done}u)`, write);
  }
}

/** The index held below `extent`, in steps of `width`. */
function clampedIndex(code: ElementCode, index: Index, extent: number, width = 1): Index {
  const { builder } = code;
  const steps = builder.space.quotient(index, width);
  const most = extent / width - 1;
  if (largestValue(steps) <= most) return index;
  const expression = builder.index(steps);
  return scaleIndex(builder.atomOf(builder.let(`min(${expression.text}, ${most}u)`, [expression]), most), width);
}

/** Rows (or columns) of a thread: held inside, with the condition that they are inside where that is in doubt. */
function placesWithin(
  code: ElementCode,
  first: Index,
  { count, extent, tile }: { count: number; extent: number; tile: number },
): { index: Index; isInside: string | undefined }[] {
  return Array.from({ length: count }, (_, place) => {
    const nominal = shiftIndex(first, place);
    if (extent % tile === 0) return { index: nominal, isInside: undefined };
    return { index: clampedIndex(code, nominal, extent), isInside: `${code.builder.index(nominal).text} < ${extent}u` };
  });
}

/** Which operands lie in memory along the sum. */
function sumDirections(code: ElementCode, core: number): { left: boolean; right: boolean } {
  const { operation, inputs } = code.node(core);
  if (operation.op !== "dot") return { left: true, right: false };
  const pair = operation.contract.at(-1);
  const isLast = (side: 0 | 1) => pair?.[side] === code.shape(inputs[side]!).length - 1;
  return { left: isLast(0), right: isLast(1) };
}
