/**
 * Second stage of planning: a value that many packs, concatenations, states and outputs need is written to a few of them by the kernel
 * that computes it, and copied to the others, because a kernel binds only so many buffers. Such a copy is a slice of everything,
 * which later stages do not look through as they do through reshapes.
 */
import type { NamedValue, Node, Program, ValueId } from "@downhill/ir";
import { stripLayout, stripPart, stripReshapes } from "./drafts.ts";
import type { PlanLimits } from "./plan.ts";
import { isAssembled } from "./prepareProgram.ts";

/** Buffers that a kernel may need besides the homes of one of its values. */
const otherBuffers = 4;

export function limitHomes(program: Program, { maxStorageBuffersPerShaderStage }: PlanLimits): Program {
  const most = Math.max(1, maxStorageBuffersPerShaderStage - otherBuffers);
  /** The buffers that each carrier is written to so far. */
  const homes = new Map<ValueId, Set<string>>();
  /** By place among the homes of a carrier beyond the first few: which of its views is copied for them. */
  const copies = new Map<string, ValueId>();
  const nodes: Node[] = [];
  const renamed: ValueId[] = [];

  /** `value` and `carrier` are ids of `program`; the result is an id of the new one. */
  const settle = (value: ValueId, carrier: ValueId, home: string): ValueId => {
    const known = homes.get(carrier) ?? new Set();
    homes.set(carrier, known.add(home));
    const group = Math.floor([...known].indexOf(home) / most);
    if (group === 0) return renamed[value]!;
    const key = `${value} ${group}`;
    let copy = copies.get(key);
    if (copy === undefined) {
      const { type, origin } = program.nodes[value]!;
      const whole = { op: "slice", starts: type.shape.map(() => 0), strides: type.shape.map(() => 1) } as const;
      copy = nodes.push({ operation: whole, inputs: [renamed[value]!], type, ...(origin === undefined ? {} : { origin }) }) - 1;
      copies.set(key, copy);
    }
    return copy;
  };

  program.nodes.forEach((node, old) => {
    const inputs = node.inputs.map((input) =>
      isAssembled(node) ? settle(input, stripPart(program, node, input), `value ${old}`) : renamed[input]!,
    );
    renamed.push(nodes.push({ ...node, inputs }) - 1);
  });
  const settleAll = (entries: readonly NamedValue[], kind: string, carrierOf: (value: ValueId) => ValueId) =>
    entries.map(({ name, value }) => ({ name, value: settle(value, carrierOf(value), `${kind} ${name}`) }));
  const inOrder = (value: ValueId) => stripReshapes(program, value);
  return {
    ...program,
    updates: settleAll(program.updates, "state", inOrder),
    series: program.series.map(({ name, value }) => ({ name, value: renamed[value]! })),
    outputs: settleAll(program.outputs, "output", (value) => stripLayout(program, value, true)),
    nodes,
  };
}
