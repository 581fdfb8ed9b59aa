/** A program as text, one line per node: for people, test failures and the explain view. */
import type { Node, Program } from "./program.ts";
import { formatType } from "./types.ts";

/**
 * Lines such as `%4 f32[8, 3] = dot %1 %3 contract=[[1,0]]  # block-2`, then the updates, series and outputs.
 */
export function printProgram(program: Program): string {
  const lines = program.nodes.map((node, id) => `%${id} ${printNode(node)}`);
  for (const { name, value } of program.updates) lines.push(`update ${name} <- %${value}`);
  for (const { name, value } of program.series) lines.push(`series ${name} = %${value}`);
  for (const { name, value } of program.outputs) lines.push(`output ${name} = %${value}`);
  return lines.join("\n");
}

function printNode({ operation, inputs, type, origin }: Node): string {
  const { op, ...settings } = operation;
  const words = [`${formatType(type)} =`, op, ...inputs.map((input) => `%${input}`)];
  for (const [key, value] of Object.entries(settings)) {
    const isPlain = typeof value === "number" || key === "operator";
    words.push(isPlain ? String(value) : `${key}=${JSON.stringify(value)}`);
  }
  if (origin !== undefined) words.push(` # ${origin}`);
  return words.join(" ");
}
