/**
 * Arithmetic of a node: floating-point operations as they are usually counted. A multiply-add is two, any elementwise
 * function one; moving elements and integer work count nothing.
 */
import type { Node, Program } from "./program.ts";
import { countElements } from "./types.ts";

export function countFlops(program: Program, node: Node): number {
  const results = countElements(node.type.shape);
  const { operation } = node;
  const operand = (index: number) => program.nodes[node.inputs[index]!]!.type;
  switch (operation.op) {
    case "unary":
    case "binary":
      return operand(0).dtype === "f32" ? results : 0;
    case "select":
      return node.type.dtype === "f32" ? results : 0;
    case "reduce":
      return node.type.dtype === "f32" ? countElements(operand(0).shape) : 0;
    case "argmax":
      return countElements(operand(0).shape);
    case "dot":
      return 2 * results * operation.contract.reduce((product, [axis]) => product * operand(0).shape[axis]!, 1);
    case "conv":
      return 2 * results * countElements(operand(1).shape.slice(0, -1));
    case "maxPool":
    case "maxPoolPlace":
    case "sumPool":
      return results * countElements(operation.size);
    case "maxPoolGradient":
      return countElements(operand(1).shape);
    case "scatterAdd":
      return node.type.dtype === "f32" ? countElements(operand(1).shape) : 0;
    default:
      return 0;
  }
}

export function countProgramFlops(program: Program): number {
  return program.nodes.reduce((total, node) => total + countFlops(program, node), 0);
}
