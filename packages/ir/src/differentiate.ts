/** Reverse-mode differentiation, program to program: the gradients are nodes of the same builder. */
import { addParts } from "./addParts.ts";
import type { ProgramBuilder } from "./builder.ts";
import { type GradientRule, gradientRules } from "./gradientRules.ts";
import type { OperationName, ValueId } from "./program.ts";
import { formatType, isSameType, ShapeError } from "./types.ts";
import type { Value } from "./value.ts";

/**
 * Gradients of `loss` (an f32 scalar) with respect to each of `wanted` (f32 values of any kind): same shapes, zeros where
 * the loss does not depend on one. New nodes carry the origin of the forward node they belong to.
 */
export function gradients(builder: ProgramBuilder, loss: Value, wanted: readonly Value[]): Value[] {
  if (loss.type.dtype !== "f32" || loss.type.shape.length > 0) {
    throw new ShapeError(`gradients: the loss must be an f32 scalar, but ${formatType(loss.type)} came.`);
  }
  for (const value of wanted) {
    if (value.type.dtype !== "f32")
      throw new ShapeError(`gradients: only f32 has a gradient, but ${formatType(value.type)} came.`);
  }
  const onPath = findDependents(builder, wanted, loss.id);
  const wantedIds = new Set(wanted.map((value) => value.id));
  const pending = new Map<ValueId, Value[]>();
  const found = new Map<ValueId, Value>();
  pending.set(loss.id, [builder.withOrigin(builder.nodes[loss.id]?.origin, () => builder.constant(1))]);

  for (let id = loss.id; id >= 0; id--) {
    const parts = pending.get(id);
    const node = builder.nodes[id];
    if (!parts || !node || !onPath[id]) continue;
    pending.delete(id);
    builder.withOrigin(node.origin, () => {
      const gradient = addParts(builder, parts);
      if (wantedIds.has(id)) found.set(id, gradient);
      const { inputs, values } = applyRule(builder, id, gradient, onPath);
      inputs.forEach((input, place) => {
        const value = values[place];
        if (!value || !onPath[input.id] || input.type.dtype !== "f32") return;
        if (!isSameType(value.type, input.type)) {
          throw new ShapeError(
            `The gradient of an operand ${formatType(input.type)} of ${node.operation.op} came out as ${formatType(value.type)}.`,
          );
        }
        const list = pending.get(input.id);
        if (list) list.push(value);
        else pending.set(input.id, [value]);
      });
    });
  }
  return wanted.map((value) => found.get(value.id) ?? builder.constant(0, "f32", value.type.shape));
}

function applyRule(builder: ProgramBuilder, id: ValueId, gradient: Value, onPath: readonly boolean[]) {
  const output = builder.getValue(id);
  const custom = builder.getCustomGradient(id);
  if (custom) return { inputs: custom.inputs, values: custom.rule(gradient, output) };
  const { operation, inputs: ids } = builder.nodes[id]!;
  const inputs = ids.map((input) => builder.getValue(input));
  // The table pairs each operation with its own rule; TypeScript cannot follow that pairing through a union.
  const rule = gradientRules[operation.op] as GradientRule<OperationName>;
  const wanted = inputs.map((input) => onPath[input.id] === true && input.type.dtype === "f32");
  return { inputs, values: rule({ builder, operation, inputs, output, gradient, wanted }) };
}

/** For each node up to `last`: does it depend on one of `sources` in a way that gradients follow? */
function findDependents(builder: ProgramBuilder, sources: readonly Value[], last: ValueId): boolean[] {
  const depends = new Array<boolean>(last + 1).fill(false);
  for (const source of sources) if (source.id <= last) depends[source.id] = true;
  for (let id = 0; id <= last; id++) {
    if (depends[id]) continue;
    const node = builder.nodes[id]!;
    // Integers and truth values pass no gradient on.
    if (node.type.dtype !== "f32") continue;
    const custom = builder.getCustomGradient(id);
    const inputs = custom ? custom.inputs.map((input) => input.id) : node.inputs;
    depends[id] = inputs.some((input) => depends[input]);
  }
  return depends;
}
