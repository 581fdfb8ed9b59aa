/**
 * Tiles of contractions and convolutions as data: what the tuner found, what comes with the engine, and the names under which
 * both are looked up. Tiles fix the order of summation, so a run is repeatable only together with its table.
 */
import type { Program, ValueId } from "@downhill/ir";
import { contractionSpaceOf, countContraction } from "./contraction.ts";
import type { StagedTile } from "./plan.ts";

export type TileChoice =
  | {
      readonly kind: "tiles";
      readonly sharing: "none" | "quad";
      readonly threadRows: number;
      readonly threadColumns: number;
      /** Terms of the sum that are written out per turn of the innermost loop. */
      readonly terms: number;
    }
  | ({ readonly kind: "staged" } & StagedTile);

/** Choices by the name that `nameContraction` gives. Plain data: keep it per adapter, with the run's manifest. */
export type TileTable = Readonly<Record<string, TileChoice>>;

/**
 * Everything the speed of a contraction depends on: sizes, and which operands run along the sum (N) or across it (T), as in
 * "dot NT 1 x 32 x 256 x 784" for batches, rows, columns and terms.
 */
export function nameContraction(program: Program, core: ValueId): string {
  const { operation, inputs } = program.nodes[core]!;
  const space = contractionSpaceOf(program, core);
  const { batches, rows, columns, depth } = countContraction(space);
  const sizes = `${batches} x ${rows} x ${columns} x ${depth}`;
  if (operation.op === "dot") {
    const runsAlong = (side: 0 | 1) =>
      operation.contract.at(-1)?.[side] === program.nodes[inputs[side]!]!.type.shape.length - 1 ? 1 : 0;
    return `dot ${runsAlong(0) === 1 ? "N" : "T"}${runsAlong(1) === 1 ? "T" : "N"} ${sizes}`;
  }
  if (operation.op !== "conv") throw new Error(`${operation.op} is no contraction.`);
  const { strides, inputDilation, kernelDilation, groups, batchGroups } = operation;
  const geometry = [space.loopShape.slice(0, -1), strides, inputDilation, kernelDilation, [groups, batchGroups]];
  return `conv ${geometry.map((sizes) => sizes.join(",")).join(" ")} ${sizes}`;
}

type ShapeClass = "large" | "medium" | "small";

/** How much there is to share: by the tiles of 64 x 64 (32 x 32) results that it takes, and the terms of each. */
export function classOfContraction(program: Program, core: ValueId): ShapeClass {
  const { batches, rows, columns, depth } = countContraction(contractionSpaceOf(program, core));
  if (depth < 16 || rows < 24 || columns < 24) return "small";
  const tilesOf = (size: number) => batches * Math.ceil(rows / size) * Math.ceil(columns / size);
  const isDivided = rows >= 48 && columns >= 48;
  return isDivided && tilesOf(64) >= 48 ? "large" : tilesOf(32) >= 16 ? "medium" : "small";
}

interface ShippedTiles {
  readonly adapter: RegExp;
  readonly tiles: Partial<Record<ShapeClass, TileChoice>>;
}

const staged = (tile: number, depth: number, thread: number): TileChoice => ({
  kind: "staged",
  tileRows: tile,
  tileColumns: tile,
  tileDepth: depth,
  threadRows: thread,
  threadColumns: thread,
});

/**
 * The first entry whose pattern fits the adapter counts. From what is published of these families: 4 x 4 results a thread suit
 * all of them, larger ones gain on some and lose on others; the tuner tells for the adapter at hand. Classes without an entry
 * are left to the heuristic.
 */
const shippedTiles: readonly ShippedTiles[] = [
  // Narrow machines: tiles of 64 x 64 would leave some of their cores idle.
  { adapter: /intel|qualcomm|arm /i, tiles: { large: staged(32, 16, 4), medium: staged(32, 16, 4) } },
  { adapter: /./, tiles: { large: staged(64, 16, 4), medium: staged(32, 16, 2) } },
];

/** Tiles for a GPU that computes in hardware. */
export function findShippedTiles(adapter: string, shapeClass: ShapeClass): TileChoice | undefined {
  return shippedTiles.find((entry) => entry.adapter.test(adapter))?.tiles[shapeClass];
}
