/** What the rules of simplification work with: a view of the nodes written so far, and small questions about them. */
import type { Node, Operation, OperationName, TensorType, UnaryOperator, ValueId } from "./program.ts";
import type { OperationOf } from "./types.ts";

/** What a rule may look at and write. */
export interface Rewriter {
  getNode(id: ValueId): Node;
  /** Adds a node (itself simplified) that serves the origin of the node being rewritten. */
  emit(operation: Operation, inputs: readonly ValueId[], wanted?: TensorType): ValueId;
}

/** The value that does the node's work, or undefined to keep the node. */
export type SimplifyRule<K extends OperationName> = (
  rewriter: Rewriter,
  operation: OperationOf<K>,
  inputs: readonly ValueId[],
  type: TensorType,
) => ValueId | undefined;

export function getConstant(r: Rewriter, id: ValueId): number | undefined {
  const { operation } = r.getNode(id);
  return operation.op === "constant" ? operation.value : undefined;
}

export function emitConstant(r: Rewriter, value: number, type: TensorType): ValueId {
  return r.emit({ op: "constant", value }, [], type);
}

/** The operand of `id` when that node is the unary operator. */
export function matchUnary(r: Rewriter, id: ValueId, operator: UnaryOperator): ValueId | undefined {
  const { operation, inputs } = r.getNode(id);
  return operation.op === "unary" && operation.operator === operator ? inputs[0] : undefined;
}
