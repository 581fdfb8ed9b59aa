/** Contractions and convolutions seen as one thing: batches of `rows x columns` results, each a sum over `loopShape`. */
import type { Program, ValueId } from "@downhill/ir";
import { countElements } from "./views.ts";

export interface ContractionSpace {
  readonly batchShape: readonly number[];
  readonly rowShape: readonly number[];
  readonly columnShape: readonly number[];
  /** Axes that are summed over. */
  readonly loopShape: readonly number[];
  /** Grouped convolutions: the batch is the outer part of the last axis of the result. Else result axes are batch, rows, columns. */
  readonly columnsCarryBatch: boolean;
  readonly isConvolution: boolean;
}

export function contractionSpaceOf(program: Program, core: ValueId): ContractionSpace {
  const { operation, inputs, type } = program.nodes[core]!;
  const [left, right] = inputs.map((input) => program.nodes[input]!.type.shape);
  if (left === undefined || right === undefined) throw new Error("A contraction has two operands.");
  if (operation.op === "dot") {
    const free = (shape: readonly number[], side: 0 | 1) =>
      shape.filter((_, axis) => ![...operation.batch, ...operation.contract].some((pair) => pair[side] === axis));
    return {
      batchShape: operation.batch.map(([axis]) => left[axis]!),
      rowShape: free(left, 0),
      columnShape: free(right, 1),
      loopShape: operation.contract.map(([axis]) => left[axis]!),
      columnsCarryBatch: false,
      isConvolution: false,
    };
  }
  if (operation.op !== "conv") throw new Error(`${operation.op} is no contraction.`);
  const axes = operation.strides.length;
  const groups = operation.groups * operation.batchGroups;
  return {
    batchShape: groups === 1 ? [] : [groups],
    rowShape: type.shape.slice(0, -1),
    columnShape: [type.shape.at(-1)! / groups],
    loopShape: [...right.slice(0, axes), right[axes]!],
    columnsCarryBatch: groups > 1,
    isConvolution: true,
  };
}

export function countContraction(space: ContractionSpace): { batches: number; rows: number; columns: number; depth: number } {
  return {
    batches: countElements(space.batchShape),
    rows: countElements(space.rowShape),
    columns: countElements(space.columnShape),
    depth: countElements(space.loopShape),
  };
}
