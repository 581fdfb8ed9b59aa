/**
 * Drafts: kernels before they have places and sizes. A draft says which values are computed together in registers and which
 * of them others need (its results). Fusing means merging drafts.
 */
import type { Node, Program, ValueId } from "@downhill/ir";
import { isAssembled, isInlineLeaf, isStored } from "./prepareProgram.ts";

export interface Draft {
  /** Every value the kernel computes, inlined ones included. */
  readonly computes: Set<ValueId>;
  /** Values that others read or that must reach a state, a series, an output, a pack or a concatenation. */
  readonly results: Set<ValueId>;
  /** The one contraction or reduction the kernel is built around, if any. */
  readonly core: ValueId | undefined;
  /** Why it does not hold more. */
  readonly notes: string[];
}

/** Operations that loop: they are never copied into their readers. */
export function isHeavy(node: Node): boolean {
  switch (node.operation.op) {
    case "reduce":
    case "argmax":
    case "dot":
    case "conv":
    case "maxPool":
    case "maxPoolPlace":
    case "sumPool":
    case "maxPoolGradient":
    case "scatterAdd":
      return true;
    default:
      return false;
  }
}

export function isContraction(node: Node): boolean {
  return node.operation.op === "dot" || node.operation.op === "conv";
}

/** Values that a kernel can compute: all but leaves and what is assembled in place. */
export function isComputed(node: Node): boolean {
  return !isStored(node) && !isInlineLeaf(node) && !isAssembled(node);
}

/** One draft per node: the control against which fusion is tested. */
export function draftEveryNode(program: Program): Draft[] {
  const drafts: Draft[] = [];
  program.nodes.forEach((node, value) => {
    if (!isComputed(node)) return;
    drafts.push({
      computes: new Set([value]),
      results: new Set([value]),
      core: isHeavy(node) ? value : undefined,
      notes: ["fusion is off"],
    });
  });
  return drafts;
}

/** Values that a draft reads from memory. */
export function findReads(program: Program, computes: ReadonlySet<ValueId>): Set<ValueId> {
  const reads = new Set<ValueId>();
  for (const value of computes) {
    for (const input of program.nodes[value]!.inputs) {
      if (!computes.has(input) && !isInlineLeaf(program.nodes[input]!)) reads.add(input);
    }
  }
  return reads;
}

/** The value whose elements `value` shows unchanged and in order: looks through reshapes as far as a computed value. */
export function stripReshapes(program: Program, value: ValueId): ValueId {
  return stripWhile(program, value, "reshape");
}

/**
 * As `stripReshapes`, but permutations are looked through too: the strides of a store can have any order. In a place that is not
 * dense (a range of a concatenation) reshapes and permutations do not mix.
 */
export function stripLayout(program: Program, value: ValueId, isDense: boolean): ValueId {
  const reshaped = stripReshapes(program, value);
  return isDense || reshaped === value ? stripWhile(program, reshaped, "permute") : reshaped;
}

/** The value that must be computed for an input of a pack or concatenation. */
export function stripPart(program: Program, assembled: Node, input: ValueId): ValueId {
  return stripLayout(program, input, assembled.operation.op === "pack");
}

function stripWhile(program: Program, value: ValueId, op: "reshape" | "permute"): ValueId {
  let current = value;
  for (;;) {
    const node = program.nodes[current]!;
    if (node.operation.op !== op) return current;
    const input = node.inputs[0]!;
    if (!isComputed(program.nodes[input]!)) return current;
    current = input;
  }
}
