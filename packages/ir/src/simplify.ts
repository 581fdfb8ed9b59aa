/**
 * Makes a program smaller without changing what it computes: nodes that nothing needs go, equal nodes become one, and the
 * rules of `simplifyRules.ts` rewrite the rest. All of it is exact in f32 (NaN, infinities and the sign of zero included),
 * but for arithmetic on constants, which is done in double precision.
 */
import type { NamedValue, Node, OperationName, Program, ValueId } from "./program.ts";
import type { Rewriter, SimplifyRule } from "./rewriter.ts";
import { inferType } from "./shapeRules.ts";
import { simplifyRules } from "./simplifyRules.ts";

export function simplify(program: Program): Program {
  let current = dropUnused(program);
  // A rewrite can leave its operands without a reader, and that can make others equal; this settles within a few rounds.
  for (let round = 0; round < 8; round++) {
    const next = dropUnused(rewrite(current));
    const isSettled = next.nodes.length === current.nodes.length && nodesKey(next) === nodesKey(current);
    current = next;
    if (isSettled) break;
  }
  return current;
}

function nodesKey({ nodes }: Program): string {
  return nodes.map(nodeKey).join("\n");
}

/** Equal keys mean equal values: every operation is a pure function of its operands. */
function nodeKey({ operation, inputs, type }: Node): string {
  return `${JSON.stringify(operation, spellNumber)} ${inputs.join(",")} ${type.dtype} ${type.shape.join(",")}`;
}

/** JSON knows neither infinities nor the negative zero. */
function spellNumber(_key: string, value: unknown): unknown {
  if (typeof value !== "number") return value;
  return Object.is(value, -0) ? "-0" : Number.isFinite(value) ? value : String(value);
}

function rewrite(program: Program): Program {
  const nodes: Node[] = [];
  const known = new Map<string, ValueId>();
  let origin: string | undefined;

  const rewriter: Rewriter = {
    getNode: (id) => nodes[id]!,
    emit(operation, inputs, wanted) {
      const type = inferType(
        operation,
        inputs.map((input) => nodes[input]!.type),
        wanted,
      );
      // The table pairs each operation with its own rule; TypeScript cannot follow that pairing through a union.
      const rule = simplifyRules[operation.op] as SimplifyRule<OperationName> | undefined;
      const replacement = rule?.(rewriter, operation, inputs, type);
      if (replacement !== undefined) return replacement;
      const node: Node = { operation, inputs, type, ...(origin === undefined ? {} : { origin }) };
      const key = nodeKey(node);
      const same = known.get(key);
      if (same !== undefined) return same;
      known.set(key, nodes.length);
      return nodes.push(node) - 1;
    },
  };

  const renamed: ValueId[] = [];
  for (const node of program.nodes) {
    origin = node.origin;
    const inputs = node.inputs.map((input) => renamed[input]!);
    renamed.push(rewriter.emit(node.operation, inputs, node.type));
  }
  return { ...program, nodes, ...renameResults(program, (id) => renamed[id]!) };
}

function dropUnused(program: Program): Program {
  const isUsed = new Array<boolean>(program.nodes.length).fill(false);
  for (const { value } of [...program.updates, ...program.series, ...program.outputs]) isUsed[value] = true;
  for (let id = program.nodes.length - 1; id >= 0; id--) {
    if (isUsed[id]) for (const input of program.nodes[id]!.inputs) isUsed[input] = true;
  }
  const renamed: ValueId[] = [];
  const nodes: Node[] = [];
  program.nodes.forEach((node, id) => {
    renamed.push(nodes.length);
    if (isUsed[id]) nodes.push({ ...node, inputs: node.inputs.map((input) => renamed[input]!) });
  });
  return { ...program, nodes, ...renameResults(program, (id) => renamed[id]!) };
}

function renameResults(program: Program, rename: (id: ValueId) => ValueId): Pick<Program, "updates" | "series" | "outputs"> {
  const apply = (values: readonly NamedValue[]) => values.map(({ name, value }) => ({ name, value: rename(value) }));
  return { updates: apply(program.updates), series: apply(program.series), outputs: apply(program.outputs) };
}
