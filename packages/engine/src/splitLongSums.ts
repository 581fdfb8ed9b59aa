/**
 * Rewrites long sums with few results as sums of partial sums, so that there is work for all threads and rounding errors
 * stay small: a reduction in two stages, a contraction with an additional batch axis, a filter gradient with groups.
 * The order of summation is fixed by the shapes, so results repeat bit for bit.
 */
import type { Node, Operation, Program, TensorType, ValueId } from "@downhill/ir";
import { contractionSpaceOf, countContraction } from "./contraction.ts";
import type { PlanOptions } from "./plan.ts";
import { countElements } from "./views.ts";

/** Elements that one thread should not sum alone. */
const longReduction = 16_384;
const longContraction = 1024;

export function splitLongSums(program: Program, options: PlanOptions): Program {
  const nodes: Node[] = [];
  const renamed: ValueId[] = [];

  program.nodes.forEach((node, old) => {
    const inputs = node.inputs.map((input) => renamed[input]!);
    const add = (operation: Operation, from: readonly ValueId[], type: TensorType): ValueId => {
      nodes.push({ operation, inputs: from, type, ...(node.origin === undefined ? {} : { origin: node.origin }) });
      return nodes.length - 1;
    };
    const { operation } = node;
    let split: ValueId | undefined;
    if (operation.op === "reduce") split = splitReduction({ node, operation, inputs, nodes, add });
    else if (operation.op === "dot")
      split = splitDot({ node, operation, inputs, nodes, add }, countSplits(program, old, options));
    else if (operation.op === "conv")
      split = splitConv({ node, operation, inputs, nodes, add }, countSplits(program, old, options));
    renamed.push(split ?? add(operation, inputs, node.type));
  });
  const rename = (entries: Program["updates"]) => entries.map(({ name, value }) => ({ name, value: renamed[value]! }));
  return {
    ...program,
    nodes,
    updates: rename(program.updates),
    series: rename(program.series),
    outputs: rename(program.outputs),
  };
}

interface Rewrite<K extends Operation["op"]> {
  readonly node: Node;
  readonly operation: Extract<Operation, { op: K }>;
  readonly inputs: readonly ValueId[];
  readonly nodes: readonly Node[];
  readonly add: (operation: Operation, from: readonly ValueId[], type: TensorType) => ValueId;
}

/** How many partial results a contraction should have at least; 1 where it already gives enough work. */
function countSplits(program: Program, core: ValueId, { isSoftware }: PlanOptions): number {
  const { batches, rows, columns, depth } = countContraction(contractionSpaceOf(program, core));
  if (depth < longContraction) return 1;
  const tile = isSoftware ? 32 : 8;
  const threads = Math.ceil((batches * rows * columns) / tile);
  const enough = isSoftware ? 64 : 4096;
  return Math.min(Math.ceil(enough / threads), Math.floor(depth / 128));
}

/** The divisor of `size` that is at least `wanted` if there is one, else the largest. */
function chooseDivisor(size: number, wanted: number): number {
  for (let divisor = wanted; divisor <= size; divisor++) if (size % divisor === 0) return divisor;
  return size;
}

function splitReduction({ node, operation, inputs, nodes, add }: Rewrite<"reduce">): ValueId | undefined {
  const { dtype, shape } = nodes[inputs[0]!]!.type;
  const rows = countElements(node.type.shape);
  const extent = countElements(shape) / rows;
  if (extent < longReduction || rows >= 256) return undefined;
  // The longest axis is cut in pieces; what is missing for equal pieces is filled up with elements that do not count.
  const axis = operation.axes.reduce((longest, candidate) => (shape[candidate]! > shape[longest]! ? candidate : longest));
  const size = shape[axis]!;
  const pieces = Math.min(size, Math.ceil(Math.sqrt(extent / 16)), 256);
  const length = Math.ceil(size / pieces);
  let input = inputs[0]!;
  const missing = pieces * length - size;
  const padded = shape.map((value, place) => (place === axis ? pieces * length : value));
  if (missing > 0) {
    const value = identityValue(operation.operator, dtype);
    const high = shape.map((_, place) => (place === axis ? missing : 0));
    input = add({ op: "pad", low: shape.map(() => 0), high, value }, [input], { dtype, shape: padded });
  }
  const cut = padded.flatMap((value, place) => (place === axis ? [pieces, length] : [value]));
  const parted = add({ op: "reshape" }, [input], { dtype, shape: cut });
  // Axis numbers after the cut: the pieces stay, everything else that was reduced goes.
  const inner = operation.axes.map((place) => (place >= axis ? place + 1 : place)).sort((a, b) => a - b);
  const partialShape = cut.filter((_, place) => !inner.includes(place));
  const partial = add({ op: "reduce", operator: operation.operator, axes: inner }, [parted], { dtype, shape: partialShape });
  const keptBefore = padded.slice(0, axis).filter((_, place) => !operation.axes.includes(place)).length;
  return add({ op: "reduce", operator: operation.operator, axes: [keptBefore] }, [partial], node.type);
}

function identityValue(operator: "sum" | "max" | "min", dtype: TensorType["dtype"]): number {
  if (operator === "sum") return 0;
  const isMax = operator === "max";
  if (dtype === "u32") return isMax ? 0 : 4294967295;
  if (dtype === "i32") return isMax ? -2147483648 : 2147483647;
  return isMax ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** One contracted axis becomes a batch axis of pieces and a shorter contracted axis. */
function splitDot({ node, operation, inputs, nodes, add }: Rewrite<"dot">, wanted: number): ValueId | undefined {
  if (wanted <= 1 || operation.contract.length === 0) return undefined;
  const [left, right] = inputs as [ValueId, ValueId];
  const sizeOf = (pair: readonly [number, number]) => nodes[left]!.type.shape[pair[0]]!;
  const longest = operation.contract.reduce((best, pair) => (sizeOf(pair) > sizeOf(best) ? pair : best));
  const pieces = chooseDivisor(sizeOf(longest), wanted);
  if (pieces > wanted * 4) return undefined;
  const cut = (value: ValueId, axis: number): ValueId => {
    const { dtype, shape } = nodes[value]!.type;
    const parted = shape.flatMap((size, place) => (place === axis ? [pieces, size / pieces] : [size]));
    return add({ op: "reshape" }, [value], { dtype, shape: parted });
  };
  const move = (pair: readonly [number, number]): [number, number] => [
    pair[0] > longest[0] ? pair[0] + 1 : pair[0],
    pair[1] > longest[1] ? pair[1] + 1 : pair[1],
  ];
  const batch: [number, number][] = [[longest[0], longest[1]], ...operation.batch.map(move)];
  const contract = operation.contract.map((pair): [number, number] => {
    const [a, b] = move(pair);
    return pair === longest ? [a + 1, b + 1] : [a, b];
  });
  const shape = [pieces, ...node.type.shape];
  const partial = add({ op: "dot", batch, contract }, [cut(left, longest[0]), cut(right, longest[1])], { dtype: "f32", shape });
  return add({ op: "reduce", operator: "sum", axes: [0] }, [partial], node.type);
}

/** The channels that are summed over become groups: group s gives the partial results of its channels as filters of its own. */
function splitConv({ node, operation, inputs, nodes, add }: Rewrite<"conv">, wanted: number): ValueId | undefined {
  if (wanted <= 1 || operation.groups !== 1 || operation.batchGroups !== 1) return undefined;
  const [input, kernel] = inputs as [ValueId, ValueId];
  const { shape } = nodes[kernel]!.type;
  const axes = operation.strides.length;
  const window = shape.slice(0, axes);
  const [channels, filters] = [shape[axes]!, shape[axes + 1]!];
  const pieces = chooseDivisor(channels, Math.min(wanted, channels));
  if (pieces === 1) return undefined;
  const parted = add({ op: "reshape" }, [kernel], { dtype: "f32", shape: [...window, pieces, channels / pieces, filters] });
  const order = [...window.map((_, axis) => axis), axes + 1, axes, axes + 2];
  const turned = add({ op: "permute", axes: order }, [parted], {
    dtype: "f32",
    shape: [...window, channels / pieces, pieces, filters],
  });
  const grouped = add({ op: "reshape" }, [turned], { dtype: "f32", shape: [...window, channels / pieces, pieces * filters] });
  const places = node.type.shape.slice(0, -1);
  const partial = add({ ...operation, groups: pieces }, [input, grouped], { dtype: "f32", shape: [...places, pieces * filters] });
  const apart = add({ op: "reshape" }, [partial], { dtype: "f32", shape: [...places, pieces, filters] });
  return add({ op: "reduce", operator: "sum", axes: [places.length] }, [apart], node.type);
}
