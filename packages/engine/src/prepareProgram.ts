/**
 * First stage of planning: drops dead nodes and makes copies explicit.
 *
 * Afterwards every update, series, output and every part of a pack or concatenation names a value that some kernel computes
 * (never a leaf, never another pack or concatenation), so later stages can give it a place. A copy is written as a reshape to the same shape.
 */
import type { NamedValue, Node, Program, ValueId } from "@downhill/ir";

/** Leaves whose values already live in a buffer. */
export function isStored(node: Node): boolean {
  const { op } = node.operation;
  return op === "state" || op === "data" || op === "input";
}

/** Values without memory: every kernel writes them out where it needs them. */
export function isInlineLeaf(node: Node): boolean {
  const { op } = node.operation;
  return op === "scalar" || op === "constant" || op === "iota";
}

/** Values assembled by their producers, which write straight into their range. */
export function isAssembled(node: Node): boolean {
  const { op } = node.operation;
  return op === "concat" || op === "pack";
}

export function prepareProgram(program: Program): Program {
  const live = findLive(program);
  const nodes: Node[] = [];
  const renamed = new Map<ValueId, ValueId>();
  const copies = new Map<ValueId, ValueId>();

  const add = (node: Node): ValueId => nodes.push(node) - 1;

  function requireComputed(old: ValueId): ValueId {
    const id = renamed.get(old)!;
    const node = nodes[id]!;
    if (!isStored(node) && !isInlineLeaf(node) && !isAssembled(node)) return id;
    let copy = copies.get(id);
    if (copy === undefined) {
      const origin = node.origin;
      copy = add({ operation: { op: "reshape" }, inputs: [id], type: node.type, ...(origin === undefined ? {} : { origin }) });
      copies.set(id, copy);
    }
    return copy;
  }

  program.nodes.forEach((node, old) => {
    if (!live.has(old)) return;
    const rename = isAssembled(node) ? requireComputed : (input: ValueId) => renamed.get(input)!;
    const inputs = node.inputs.map(rename);
    renamed.set(old, add({ ...node, inputs }));
  });

  const rename = ({ name, value }: NamedValue): NamedValue => ({ name, value: requireComputed(value) });
  const updates = program.updates.filter(({ name, value }) => {
    const { operation } = program.nodes[value]!;
    return !(operation.op === "state" && operation.name === name);
  });
  return {
    ...program,
    updates: updates.map(rename),
    series: program.series.map(rename),
    outputs: program.outputs.map(rename),
    nodes,
  };
}

function findLive(program: Program): Set<ValueId> {
  const live = new Set<ValueId>();
  const pending = [...program.updates, ...program.series, ...program.outputs].map(({ value }) => value);
  while (pending.length > 0) {
    const value = pending.pop()!;
    if (live.has(value)) continue;
    live.add(value);
    pending.push(...program.nodes[value]!.inputs);
  }
  return live;
}
