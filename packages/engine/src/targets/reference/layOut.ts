/**
 * Decides where each value of a program lives: bound arrays, shared arrays (reshape and repeated scalars), arrays of its
 * own. Arrays of values that are no longer needed serve again within the step.
 */
import { countElements, type Node, type Program, type ValueId } from "@downhill/ir";
import type { Kernel, Operand } from "./kernel.ts";
import { compileKernel, isComputed, readsUniform } from "./kernels.ts";
import { allocateStorage, type Storage } from "./storage.ts";

export interface Layout {
  readonly operands: readonly Operand[];
  /** Kernels of one step, in order. */
  readonly kernels: readonly Kernel[];
  /** Bytes of all arrays that are neither bound nor constant. */
  readonly activationBytes: number;
}

/** `getBound` gives the array of a leaf that is bound or written by the host. */
export function layOutProgram(program: Program, getBound: (node: Node) => Storage): Layout {
  const { nodes } = program;
  const roots = findRoots(program);
  const lastUse = findLastUses(program, roots.owner);
  const isConstant = findConstants(nodes);
  const free = new Map<string, Storage[]>();
  const storages = new Array<Storage | undefined>(nodes.length);
  const operands: Operand[] = [];
  const kernels: Kernel[] = [];
  let activationBytes = 0;

  const poolKey = (node: Node, length: number) => `${node.type.dtype} ${length}`;
  function obtain(node: Node, length: number, isPooled: boolean): Storage {
    const reused = isPooled ? free.get(poolKey(node, length))?.pop() : undefined;
    if (reused) return reused;
    const storage = allocateStorage(node.type.dtype, length);
    if (isPooled) activationBytes += storage.byteLength;
    return storage;
  }

  nodes.forEach((node, id) => {
    const owner = roots.owner[id]!;
    const { op } = node.operation;
    if (owner === id) {
      storages[id] = isComputed(op)
        ? obtain(node, roots.isRepeated[id] ? 1 : countElements(node.type.shape), !isConstant[id])
        : getBound(node);
    }
    const storage = storages[owner]!;
    operands.push({ storage, type: node.type, stride: roots.isRepeated[id] ? 0 : 1 });
    if (owner === id && isComputed(op)) {
      const inputs = node.inputs.map((input) => operands[input]!);
      const kernel = compileKernel(op, { operation: node.operation, inputs, output: storage, type: node.type });
      if (isConstant[id]) kernel();
      else kernels.push(kernel);
    }
    for (const released of lastUse.get(id) ?? []) {
      const node_ = nodes[released]!;
      if (!isComputed(node_.operation.op) || isConstant[released]) continue;
      const array = storages[released]!;
      const key = poolKey(node_, array.length);
      const list = free.get(key);
      if (list) list.push(array);
      else free.set(key, [array]);
    }
  });
  return { operands, kernels, activationBytes };
}

interface Roots {
  /** The node whose array holds the value. */
  readonly owner: readonly ValueId[];
  /** True where one element stands for the whole value. */
  readonly isRepeated: readonly boolean[];
}

function findRoots({ nodes, updates, series, outputs }: Program): Roots {
  // A value must be spread out in full when anything but an elementwise kernel reads it.
  const isReadInFull = new Array<boolean>(nodes.length).fill(false);
  for (const { value } of [...updates, ...series, ...outputs]) isReadInFull[value] = true;
  for (let id = nodes.length - 1; id >= 0; id--) {
    const { operation, inputs } = nodes[id]!;
    inputs.forEach((input, place) => {
      const inFull = operation.op === "reshape" ? isReadInFull[id]! : !readsUniform(operation.op, place);
      // An expand from one element hands that element on.
      const isSpread = operation.op === "expand" && countElements(nodes[input]!.type.shape) === 1;
      if (inFull && !isSpread) isReadInFull[input] = true;
    });
  }
  const owner: ValueId[] = [];
  const isRepeated: boolean[] = [];
  nodes.forEach(({ operation, inputs, type }, id) => {
    const input = inputs[0] ?? id;
    const canRepeat = !isReadInFull[id] && countElements(type.shape) > 1;
    const isSpread = operation.op === "expand" && (isRepeated[input] || countElements(nodes[input]!.type.shape) === 1);
    if (operation.op === "reshape") {
      owner.push(owner[input]!);
      isRepeated.push(isRepeated[input]!);
    } else if (canRepeat && isSpread) {
      owner.push(owner[input]!);
      isRepeated.push(true);
    } else {
      owner.push(id);
      isRepeated.push(canRepeat && operation.op === "constant");
    }
  });
  return { owner, isRepeated };
}

/** For each node the owners that nothing reads after it. Values the step leaves behind are never released. */
function findLastUses({ nodes, updates, series, outputs }: Program, owner: readonly ValueId[]): Map<ValueId, ValueId[]> {
  const last = nodes.map((_node, id) => id);
  nodes.forEach(({ inputs }, id) => {
    last[owner[id]!] = Math.max(last[owner[id]!]!, id);
    for (const input of inputs) last[owner[input]!] = id;
  });
  for (const { value } of [...updates, ...series, ...outputs]) last[owner[value]!] = nodes.length;
  const released = new Map<ValueId, ValueId[]>();
  nodes.forEach((_node, id) => {
    if (owner[id] !== id) return;
    const list = released.get(last[id]!);
    if (list) list.push(id);
    else released.set(last[id]!, [id]);
  });
  return released;
}

function findConstants(nodes: readonly Node[]): boolean[] {
  const isConstant: boolean[] = [];
  for (const { operation, inputs } of nodes) {
    const { op } = operation;
    const isLeaf = op === "constant" || op === "iota";
    const isOpen = op === "state" || op === "data" || op === "input" || op === "scalar";
    isConstant.push(isLeaf || (!isOpen && inputs.every((input) => isConstant[input])));
  }
  return isConstant;
}
