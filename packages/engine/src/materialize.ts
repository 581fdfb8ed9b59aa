/**
 * First half of fusion: which values may need memory. All others are written out again by every kernel that needs them, as
 * index arithmetic and cheap expressions.
 *
 * A value is a candidate when it loops, when a state, series, output, pack or concatenation needs it, when a loop would
 * compute it again and again, or when several readers would repeat more than a little work.
 */
import type { Node, Program, ValueId } from "@downhill/ir";
import { isComputed, isHeavy, stripLayout, stripPart, stripReshapes } from "./drafts.ts";
import { isAssembled } from "./prepareProgram.ts";
import { countElements } from "./views.ts";

/** Work that several readers may repeat, in units of an addition. */
const repeatableCost = 3;
/** Work that may be repeated for every element of a broadcast. */
const broadcastableCost = 2;

export function findCandidates(program: Program, forced: ReadonlySet<ValueId>): Set<ValueId> {
  const candidates = new Set<ValueId>(forced);
  const isFree = (value: ValueId) => !isComputed(program.nodes[value]!);

  program.nodes.forEach((node, value) => {
    if (isHeavy(node)) candidates.add(value);
    if (isAssembled(node)) for (const input of node.inputs) candidates.add(stripPart(program, node, input));
  });
  for (const { value } of [...program.updates, ...program.series]) candidates.add(stripReshapes(program, value));
  for (const { value } of program.outputs) candidates.add(stripLayout(program, value, true));

  // What loops read many times over is computed once, beneath the views.
  program.nodes.forEach((node) => {
    for (const input of rereadOperands(program, node)) {
      const base = stripViews(program, input);
      if (!isFree(base) && !isUniform(program, base)) candidates.add(base);
    }
  });

  const readers = countReaders(program);
  const costs = new Array<number>(program.nodes.length).fill(0);
  program.nodes.forEach((node, value) => {
    if (!isComputed(node)) return;
    const inputCost = node.inputs.reduce((sum, input) => sum + (candidates.has(input) ? 0 : costs[input]!), 0);
    const cost = inputCost + ownCost(node);
    costs[value] = cost;
    if (node.operation.op === "expand") {
      const base = stripViews(program, node.inputs[0]!);
      const repeats = countElements(node.type.shape) / countElements(program.nodes[base]!.type.shape);
      if (
        repeats >= 4 &&
        !isFree(base) &&
        !candidates.has(base) &&
        costs[base]! >= broadcastableCost &&
        (!isUniform(program, base) || isDrawn(program, base))
      ) {
        candidates.add(base);
        costs[value] = 0;
      }
    }
    if (readers[value]! > 1 && cost >= repeatableCost && !isView(node) && !isUniform(program, value)) candidates.add(value);
  });
  return candidates;
}

/** Inputs that a loop visits more than once per element. */
function rereadOperands(program: Program, { operation, inputs }: Node): readonly ValueId[] {
  switch (operation.op) {
    case "dot":
    case "conv":
      return inputs;
    case "maxPool":
    case "maxPoolPlace":
    case "sumPool":
      return operation.size.some((size, axis) => size > operation.strides[axis]!) ? inputs : [];
    case "maxPoolGradient":
      return inputs;
    case "scatterAdd":
      return inputs;
    case "gather": {
      const rowElements = countElements(program.nodes[inputs[0]!]!.type.shape.slice(1));
      return rowElements > 4 ? inputs : [inputs[0]!];
    }
    default:
      return [];
  }
}

function isView({ operation }: Node): boolean {
  return (
    operation.op === "reshape" ||
    operation.op === "permute" ||
    operation.op === "expand" ||
    operation.op === "slice" ||
    operation.op === "flip" ||
    operation.op === "pad"
  );
}

function stripViews(program: Program, value: ValueId): ValueId {
  let current = value;
  while (isView(program.nodes[current]!)) current = program.nodes[current]!.inputs[0]!;
  return current;
}

/** A number computed from the step's scalars alone: every thread may as well compute it. Also random bits, which are never stored. */
function isUniform(program: Program, value: ValueId): boolean {
  const node = program.nodes[value]!;
  switch (node.operation.op) {
    case "constant":
    case "scalar":
    case "iota":
    case "randomBits":
      return true;
    case "state":
    case "data":
    case "input":
    case "concat":
    case "pack":
    case "permuteIndex":
    case "gather":
      return false;
    default:
      return !isHeavy(node) && node.inputs.every((input) => isUniform(program, input));
  }
}

/** Made of random bits: one draw for many elements is made once. */
function isDrawn(program: Program, value: ValueId): boolean {
  const node = program.nodes[value]!;
  return node.operation.op === "randomBits" || node.inputs.some((input) => isDrawn(program, input));
}

function countReaders(program: Program): number[] {
  const readers = new Array<number>(program.nodes.length).fill(0);
  for (const node of program.nodes) for (const input of new Set(node.inputs)) readers[input]!++;
  return readers;
}

function ownCost({ operation }: Node): number {
  switch (operation.op) {
    case "unary":
      switch (operation.operator) {
        case "neg":
        case "abs":
        case "not":
        case "floor":
          return 1;
        case "sqrt":
        case "rsqrt":
        case "sign":
          return 4;
        default:
          return 12;
      }
    case "binary":
      return operation.operator === "div" || operation.operator === "mod" ? 3 : operation.operator === "pow" ? 15 : 1;
    case "select":
      return 1;
    case "gather":
      return 3;
    case "permuteIndex":
      return 60;
    default:
      return 0;
  }
}
