/**
 * Where a draft reads: follows index arithmetic from each result down to what is loaded, without generating code.
 * It answers whether whoever computes an element (or a row, for drafts made of rows) only ever touches the same element
 * (or row) of a value. That decides what may be fused and whether a state may be overwritten where it stands.
 */
import type { Program, ValueId } from "@downhill/ir";
import {
  atomIndex,
  countElements,
  createIndexSpace,
  delinearize,
  type Index,
  type IndexSpace,
  indexKey,
  indexThroughView,
  indicesKey,
  linearize,
  shiftIndex,
} from "./views.ts";

/** Rows of a reduction: a row is one choice of the kept axes of `inputShape`. */
export interface RowSpace {
  readonly inputShape: readonly number[];
  readonly axes: readonly number[];
}

export function rowSpaceOf(program: Program, reduction: ValueId): RowSpace {
  const { operation, inputs } = program.nodes[reduction]!;
  if (operation.op !== "reduce") throw new Error("Only a reduction has rows.");
  return { inputShape: program.nodes[inputs[0]!]!.type.shape, axes: [...operation.axes].sort((a, b) => a - b) };
}

export function isSameRowSpace(a: RowSpace, b: RowSpace): boolean {
  return a.inputShape.join() === b.inputShape.join() && a.axes.join() === b.axes.join();
}

export function countRows({ inputShape, axes }: RowSpace): number {
  return countElements(inputShape.filter((_, axis) => !axes.includes(axis)));
}

export interface AccessQuestion {
  readonly computes: ReadonlySet<ValueId>;
  readonly results: Iterable<ValueId>;
  /** Values of interest: read from memory, or computed by the draft this one may be merged with. */
  readonly targets: ReadonlySet<ValueId>;
  /** Given for drafts made of rows. */
  readonly rows?: RowSpace | undefined;
}

/** True if every read of a target happens at the element that is being computed (or in its row, for values with one element per row). */
export function readsOnlyOwnElement(program: Program, question: AccessQuestion): boolean {
  for (const result of question.results) {
    const space = createIndexSpace();
    const shape = program.nodes[result]!.type.shape;
    const count = countElements(shape);
    if (question.rows === undefined) {
      const element = atomIndex(space.variable("element", count - 1));
      const own = new Map([[count, element]]);
      if (!visitAll(program, question, { space, own, fullIndices: undefined }, result, delinearize(space, element, shape)))
        return false;
      continue;
    }
    const { inputShape, axes } = question.rows;
    const rowShape = inputShape.filter((_, axis) => !axes.includes(axis));
    const row = atomIndex(space.variable("row", countElements(rowShape) - 1));
    const kept = delinearize(space, row, rowShape);
    const reduced = axes.map((axis) => atomIndex(space.variable(`axis${axis}`, inputShape[axis]! - 1)));
    const fullIndices = mergeAxes(inputShape.length, axes, kept, reduced);
    const full = linearize(fullIndices, inputShape);
    const own = new Map([
      [countElements(inputShape), full],
      [countElements(rowShape), row],
    ]);
    const flat = own.get(count);
    if (flat === undefined) return false;
    if (!visitAll(program, question, { space, own, fullIndices }, result, delinearize(space, flat, shape))) return false;
  }
  return true;
}

/** Index of the input element: kept axes from the result, reduced axes from elsewhere. */
export function mergeAxes(rank: number, axes: readonly number[], kept: readonly Index[], reduced: readonly Index[]): Index[] {
  const merged: Index[] = [];
  let nextKept = 0;
  for (let axis = 0; axis < rank; axis++) {
    const place = axes.indexOf(axis);
    merged.push(place >= 0 ? reduced[place]! : kept[nextKept++]!);
  }
  return merged;
}

interface Standpoint {
  readonly space: IndexSpace;
  /** Flat index that is "own", by number of elements. */
  readonly own: ReadonlyMap<number, Index>;
  /** Indices of the element of the row in hand, for drafts made of rows. */
  readonly fullIndices: readonly Index[] | undefined;
}

function visitAll(
  program: Program,
  { computes, targets, rows }: AccessQuestion,
  { space, own, fullIndices }: Standpoint,
  result: ValueId,
  start: readonly Index[],
): boolean {
  const seen = new Set<string>();

  const isOwn = (indices: readonly Index[], shape: readonly number[]): boolean => {
    const flat = own.get(countElements(shape));
    return flat !== undefined && indexKey(linearize(indices, shape)) === indexKey(flat);
  };

  const visit = (value: ValueId, indices: readonly Index[]): boolean => {
    const key = `${value}@${indicesKey(indices)}`;
    if (seen.has(key)) return true;
    seen.add(key);
    const node = program.nodes[value]!;
    const { operation } = node;
    if (targets.has(value) && !isOwn(indices, node.type.shape)) return false;
    if (!computes.has(value)) return true;
    switch (operation.op) {
      case "reshape":
      case "permute":
      case "expand":
      case "slice":
      case "flip": {
        const input = node.inputs[0]!;
        const inputShape = program.nodes[input]!.type.shape;
        return visit(input, indexThroughView(space, operation, indices, node.type.shape, inputShape));
      }
      case "pad":
        return visit(
          node.inputs[0]!,
          indices.map((index, axis) => shiftIndex(index, -operation.low[axis]!)),
        );
      case "unary":
      case "binary":
      case "select":
      case "cast":
      case "bitcast":
        return node.inputs.every((input) => visit(input, indices));
      case "randomBits":
        return node.inputs.every((input) => visit(input, []));
      case "permuteIndex":
        return visit(node.inputs[0]!, indices) && visit(node.inputs[1]!, []);
      case "gather": {
        if (reaches(program, node.inputs[0]!, computes, targets)) return false;
        return visit(node.inputs[1]!, indices.slice(0, program.nodes[node.inputs[1]!]!.type.shape.length));
      }
      case "reduce":
        if (rows !== undefined && fullIndices !== undefined && isSameRowSpace(rows, rowSpaceOf(program, value))) {
          return isOwn(indices, node.type.shape) && visit(node.inputs[0]!, fullIndices);
        }
        return node.inputs.every((input) => !reaches(program, input, computes, targets));
      default:
        // A loop: it reads elements of others.
        return node.inputs.every((input) => !reaches(program, input, computes, targets));
    }
  };
  return visit(result, start);
}

/** Whether computing `value` reads any target at all. */
function reaches(program: Program, value: ValueId, computes: ReadonlySet<ValueId>, targets: ReadonlySet<ValueId>): boolean {
  const seen = new Set<ValueId>();
  const pending = [value];
  while (pending.length > 0) {
    const current = pending.pop()!;
    if (targets.has(current)) return true;
    if (seen.has(current) || !computes.has(current)) continue;
    seen.add(current);
    pending.push(...program.nodes[current]!.inputs);
  }
  return false;
}
