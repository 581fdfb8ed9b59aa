/**
 * Where a draft reads: follows index arithmetic from each result down to what is loaded, without generating code.
 * It answers whether one thread per element only ever touches its own element of a value, which decides fusion and
 * whether a state may be overwritten where it stands.
 */
import type { Program, ValueId } from "@downhill/ir";
import {
  atomIndex,
  countElements,
  createIndexSpace,
  delinearize,
  type Index,
  indexKey,
  indexThroughView,
  indicesKey,
  linearize,
  shiftIndex,
} from "./views.ts";

export interface AccessQuestion {
  readonly computes: ReadonlySet<ValueId>;
  readonly results: Iterable<ValueId>;
  /** Values of interest, read from memory or computed by the draft's core. */
  readonly targets: ReadonlySet<ValueId>;
}

/** True if every read of a target happens at the flat index of the element that is being computed. */
export function readsOnlyOwnElement(program: Program, question: AccessQuestion): boolean {
  const { computes, targets } = question;
  for (const result of question.results) {
    const shape = program.nodes[result]!.type.shape;
    const count = countElements(shape);
    const space = createIndexSpace();
    const element = atomIndex(space.variable("element", count - 1));
    const seen = new Set<string>();

    const visit = (value: ValueId, indices: readonly Index[]): boolean => {
      const node = program.nodes[value]!;
      if (targets.has(value) && value !== result) {
        if (countElements(node.type.shape) !== count) return false;
        if (indexKey(linearize(indices, node.type.shape)) !== indexKey(element)) return false;
        if (!computes.has(value)) return true;
      }
      if (!computes.has(value)) return true;
      const key = `${value}@${indicesKey(indices)}`;
      if (seen.has(key)) return true;
      seen.add(key);
      const { operation } = node;
      switch (operation.op) {
        case "reshape":
        case "permute":
        case "expand":
        case "slice":
        case "flip": {
          const input = node.inputs[0]!;
          const inputShape = program.nodes[input]!.type.shape;
          return visit(input, indexThroughView(space, operation, indices, node.type.shape, inputShape));
        }
        case "pad":
          return visit(
            node.inputs[0]!,
            indices.map((index, axis) => shiftIndex(index, -operation.low[axis]!)),
          );
        case "unary":
        case "binary":
        case "select":
        case "cast":
        case "bitcast":
          return node.inputs.every((input) => visit(input, indices));
        case "randomBits":
          return node.inputs.every((input) => visit(input, []));
        case "permuteIndex":
          return visit(node.inputs[0]!, indices) && visit(node.inputs[1]!, []);
        case "gather": {
          const placesRank = program.nodes[node.inputs[1]!]!.type.shape.length;
          if (reaches(program, node.inputs[0]!, computes, targets)) return false;
          return visit(node.inputs[1]!, indices.slice(0, placesRank));
        }
        default:
          // A loop: it reads elements of others.
          return node.inputs.every((input) => !reaches(program, input, computes, targets));
      }
    };
    if (!visit(result, delinearize(space, element, shape))) return false;
  }
  return true;
}

/** Whether computing `value` reads any target at all. */
function reaches(program: Program, value: ValueId, computes: ReadonlySet<ValueId>, targets: ReadonlySet<ValueId>): boolean {
  if (targets.has(value)) return true;
  if (!computes.has(value)) return false;
  return program.nodes[value]!.inputs.some((input) => reaches(program, input, computes, targets));
}
