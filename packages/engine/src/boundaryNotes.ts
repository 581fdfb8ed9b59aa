/**
 * Why a plan's kernels end where they end, read off the finished plan: for each kernel one sentence per reason why a result goes
 * through memory instead of staying in registers. For people; nothing is decided here.
 */
import { formatShape, type Program, type ValueId } from "@downhill/ir";
import { findReads, isContraction, stripPart } from "./drafts.ts";
import type { KernelPart, Plan } from "./plan.ts";
import { isAssembled } from "./prepareProgram.ts";
import { countElements } from "./views.ts";

/** One list per kernel, in the order of the plan. Kernels are counted from 1, as people do. */
export function describeBoundaries(plan: Plan): readonly (readonly string[])[] {
  const { program, kernels } = plan;
  const writers = new Map<ValueId, number>();
  for (const { id, parts } of kernels) {
    for (const { stores } of parts) for (const store of stores) if (store.kind === "memory") writers.set(store.value, id);
  }
  /** By writer, then by what it wrote and why: the readers. */
  const readers = kernels.map(() => new Map<string, Set<number>>());
  const note = (value: ValueId, reader: number, reason: string) => {
    const writer = writers.get(value);
    if (writer === undefined || writer === reader) return;
    const sentence = `${formatShape(program.nodes[value]!.type.shape)} goes through memory: ${reason}`;
    const places = readers[writer]!.get(sentence) ?? new Set<number>();
    readers[writer]!.set(sentence, places.add(reader + 1));
  };
  for (const { id, parts } of kernels) {
    for (const part of parts) {
      for (const value of findReads(program, new Set(part.computes))) {
        const node = program.nodes[value]!;
        if (isAssembled(node)) {
          for (const input of node.inputs)
            note(stripPart(program, node, input), id, "it is joined with the results of other kernels");
        } else {
          note(value, id, explainReading(program, part, value));
        }
      }
    }
  }
  return readers.map((sentences) => [...sentences].map(([sentence, places]) => `${sentence} (${nameKernels([...places])})`));
}

/** What keeps the reader from computing the value itself. */
function explainReading(program: Program, part: KernelPart, value: ValueId): string {
  const { schedule } = part;
  if (schedule.kind === "tiles") {
    const { op } = program.nodes[schedule.core]!.operation;
    const isOperand = isContraction(program.nodes[schedule.core]!) && feeds(program, part, value, schedule.core);
    if (isOperand)
      return op === "conv" ? "a convolution reads each number many times" : "a matrix product reads each number many times";
  }
  for (const computed of part.computes) {
    const { operation, inputs } = program.nodes[computed]!;
    if (!inputs.some((input) => input === value || feeds(program, part, value, input))) continue;
    switch (operation.op) {
      case "gather":
        return "it is looked up by place";
      case "maxPool":
      case "maxPoolPlace":
      case "maxPoolGradient":
      case "sumPool":
        return "a pooling window reads its neighbours";
      case "scatterAdd":
        return "rows are added up by place";
      case "reduce":
      case "argmax":
        return "a sum, maximum or minimum needs all of it first";
      default:
        break;
    }
  }
  const own = countElements(program.nodes[value]!.type.shape);
  const isSameSize = part.stores.some((store) => countElements(program.nodes[store.value]!.type.shape) === own);
  return isSameSize ? "its reader is built around other work" : "its reader has another number of results";
}

/** Whether `value` reaches `target` inside the part. */
function feeds(program: Program, part: KernelPart, value: ValueId, target: ValueId): boolean {
  const inside = new Set(part.computes);
  const seen = new Set<ValueId>();
  const pending = [target];
  for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
    if (current === value) return true;
    if (seen.has(current) || !inside.has(current)) continue;
    seen.add(current);
    pending.push(...program.nodes[current]!.inputs);
  }
  return false;
}

function nameKernels(places: readonly number[]): string {
  return places.length === 1 ? `kernel ${places[0]}` : `kernels ${places.join(", ")}`;
}
