/**
 * A program that watches its own values: for each value asked for it records, as a series named after the value's id, how many of its
 * elements are not finite. States are updated as before, so that it replays real steps. What was recorded before is left out.
 */
import type { NamedValue, Node, Operation, Program, TensorType, ValueId } from "@downhill/ir";

/** Values worth looking at, in order: those that something computes, and what comes in. Views of other values are left out. */
export function listInspectable({ nodes }: Program): ValueId[] {
  const sliced = new Set(nodes.flatMap(({ operation, inputs }) => (operation.op === "slice" ? inputs : [])));
  return nodes.flatMap((node, value) => {
    // Parts of a state, such as the weights of one block, tell more than the whole.
    const isWhole = node.operation.op === "state" && sliced.has(value);
    return node.type.dtype === "f32" && !isWhole && isTelling(node, nodes) ? [value] : [];
  });
}

function isTelling({ operation, inputs }: Node, nodes: readonly Node[]): boolean {
  switch (operation.op) {
    case "constant":
    case "data":
    case "input":
    case "iota":
    case "reshape":
    case "permute":
    case "expand":
    case "pad":
    case "flip":
    case "concat":
    case "pack":
      return false;
    case "slice":
      return nodes[inputs[0] ?? -1]?.operation.op === "state";
    default:
      return true;
  }
}

/** `values` are ids of f32 values of `program`. */
export function watchValues(program: Program, values: readonly ValueId[]): Program {
  const nodes: Node[] = [...program.nodes];
  const add = (operation: Operation, inputs: readonly ValueId[], type: TensorType): ValueId =>
    nodes.push({ operation, inputs, type }) - 1;
  const series = values.map((value): NamedValue => {
    const shape = program.nodes[value]?.type.shape ?? [];
    const [bits, bool] = [
      { dtype: "u32", shape },
      { dtype: "bool", shape },
    ] as const;
    // All bits of the exponent are set in infinities and NaN alone, and comparing integers cannot be optimized away.
    const exponent = add({ op: "constant", value: 0x7f800000 }, [], bits);
    const own = add({ op: "binary", operator: "and" }, [add({ op: "bitcast" }, [value], bits), exponent], bits);
    const isWild = add({ op: "binary", operator: "eq" }, [own, exponent], bool);
    const ones = add({ op: "cast" }, [isWild], { dtype: "f32", shape });
    const axes = shape.map((_, axis) => axis);
    const count = shape.length === 0 ? ones : add({ op: "reduce", operator: "sum", axes }, [ones], { dtype: "f32", shape: [] });
    return { name: String(value), value: count };
  });
  return { ...program, nodes, series, outputs: [] };
}
