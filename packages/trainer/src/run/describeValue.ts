/** What a value of a training program is, for people: which block it serves, in which pass, and by which name. */
import type { Program, ValueId } from "@downhill/ir";
import type { ModelLayout, TensorPlacement } from "@downhill/model";

export interface ValueDescription {
  /** Id of the block, or a stage such as "loss" or "optimizer"; null where the program does not say. */
  readonly origin: string | null;
  readonly pass: "forward" | "backward" | "update";
  /** Such as "the weights kernel", "the gradient of kernel" or "the result of exp". */
  readonly tensor: string;
}

export function describeValue(program: Program, layout: ModelLayout, value: ValueId): ValueDescription {
  const node = program.nodes[value];
  if (node === undefined) throw new Error(`The program has no value ${value}.`);
  const { operation, inputs } = node;
  const origin = node.origin ?? null;
  const pass = findPass(program, value, origin);
  const gradientOf = findGradients(program, layout).get(value);
  if (gradientOf) return { origin: gradientOf.blockId, pass, tensor: `the gradient of ${gradientOf.name}` };
  switch (operation.op) {
    case "state":
      return { origin, pass, tensor: `the state ${operation.name}` };
    case "slice": {
      const source = program.nodes[inputs[0] ?? -1]?.operation;
      const state = source?.op === "state" ? source.name : null;
      const part = layout.tensors.find(({ arena, offset }) => arena === state && offset === operation.starts[0]);
      if (part) return { origin: part.blockId, pass, tensor: `the weights ${part.name}` };
      return { origin, pass, tensor: `a part of the state ${state}` };
    }
    case "gather": {
      const table = program.nodes[inputs[0] ?? -1]?.operation;
      if (table?.op === "data") return { origin, pass, tensor: `the batch of ${table.name}` };
      return { origin, pass, tensor: "the result of gather" };
    }
    case "scalar":
      return { origin, pass, tensor: `the number ${operation.name}` };
    case "unary":
    case "binary":
    case "reduce":
      return { origin, pass, tensor: `the result of ${operation.operator}` };
    default:
      return { origin, pass, tensor: `the result of ${operation.op}` };
  }
}

/** Gradients are written after everything that is measured. */
function findPass({ series }: Program, value: ValueId, origin: string | null): ValueDescription["pass"] {
  if (origin === "optimizer") return "update";
  return value > Math.max(-1, ...series.map((measured) => measured.value)) ? "backward" : "forward";
}

const views = new Set(["reshape", "permute", "expand", "flip"]);

/** Values that are the gradient of a parameter: the parts of the packed gradient, seen through views. */
function findGradients({ nodes }: Program, { tensors }: ModelLayout): Map<ValueId, TensorPlacement> {
  const gradients = new Map<ValueId, TensorPlacement>();
  // The first vector that the optimizer packs is the gradient.
  const packed = nodes.find(({ operation, origin }) => operation.op === "pack" && origin === "optimizer");
  if (packed?.operation.op !== "pack") return gradients;
  const { offsets } = packed.operation;
  packed.inputs.forEach((input, place) => {
    const tensor = tensors.find(({ arena, offset }) => arena === "parameters" && offset === offsets[place]);
    let current: ValueId | undefined = input;
    while (current !== undefined && views.has(nodes[current]?.operation.op ?? "")) current = nodes[current]?.inputs[0];
    if (tensor && current !== undefined) gradients.set(current, tensor);
  });
  return gradients;
}
