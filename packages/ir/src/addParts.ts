/**
 * Adds up the gradients that reach one value. Two shapes of sums have a better form than additions: parts that fill
 * different ranges of the value (from slices of it) are put side by side, and many contractions of one form (from a weight
 * that every time step uses) become a single contraction that sums over the steps as well.
 */
import type { ProgramBuilder } from "./builder.ts";
import type { Node } from "./program.ts";
import type { OperationOf } from "./types.ts";
import type { Value } from "./value.ts";

/** From so many contractions on, copying their operands side by side costs less than adding their results. */
const manyContractions = 4;

export function addParts(builder: ProgramBuilder, parts: readonly Value[]): Value {
  if (parts.length === 1 && parts[0]) return parts[0];
  const joined = joinContractions(builder, joinRanges(builder, parts));
  return joined.reduce((total, part) => builder.add(total, part));
}

/** Zero-padded parts that lie apart along one axis become a concatenation; gaps are zeros. */
function joinRanges(builder: ProgramBuilder, parts: readonly Value[]): readonly Value[] {
  const byAxis = new Map<
    number,
    { readonly inner: Value; readonly start: number; readonly end: number; readonly part: Value }[]
  >();
  for (const part of parts) {
    const { operation, inputs } = nodeOf(builder, part);
    if (operation.op !== "pad" || operation.value !== 0) continue;
    const { low, high } = operation;
    const padded = low.flatMap((count, axis) => (count !== 0 || high[axis] !== 0 ? [axis] : []));
    const [axis] = padded;
    if (padded.length !== 1 || axis === undefined || inputs[0] === undefined) continue;
    const start = low[axis] ?? 0;
    const end = (part.type.shape[axis] ?? 0) - (high[axis] ?? 0);
    const list = byAxis.get(axis) ?? [];
    list.push({ inner: builder.getValue(inputs[0]), start, end, part });
    byAxis.set(axis, list);
  }
  const replaced = new Set<Value>();
  const added: Value[] = [];
  for (const [axis, ranges] of byAxis) {
    ranges.sort((a, b) => a.start - b.start);
    const isApart = ranges.every(({ start }, place) => start >= (ranges[place - 1]?.end ?? 0));
    if (ranges.length < 2 || !isApart) continue;
    const whole = ranges[0]?.part.type.shape ?? [];
    const pieces: Value[] = [];
    let reached = 0;
    const fillTo = (place: number) => {
      const shape = whole.map((size, i) => (i === axis ? place - reached : size));
      if (place > reached) pieces.push(builder.constant(0, "f32", shape));
    };
    for (const { inner, start, end, part } of ranges) {
      fillTo(start);
      pieces.push(inner);
      reached = end;
      replaced.add(part);
    }
    fillTo(whole[axis] ?? 0);
    added.push(axis === 0 ? stackPieces(builder, pieces) : builder.concat(pieces, axis));
  }
  return [...parts.filter((part) => !replaced.has(part)), ...added];
}

/** Σ dot(aᵢ, bᵢ) as one dot over the stacked operands, with the new axis among the contracted ones. */
function joinContractions(builder: ProgramBuilder, parts: readonly Value[]): readonly Value[] {
  const groups = new Map<
    string,
    { readonly part: Value; readonly operation: OperationOf<"dot">; readonly operands: readonly Value[] }[]
  >();
  for (const part of parts) {
    const { operation, inputs } = nodeOf(builder, part);
    if (operation.op !== "dot") continue;
    const operands = inputs.map((input) => builder.getValue(input));
    const key = JSON.stringify([operation, ...operands.map(({ type }) => type.shape)]);
    const group = groups.get(key) ?? [];
    group.push({ part, operation, operands });
    groups.set(key, group);
  }
  const replaced = new Set<Value>();
  const added: Value[] = [];
  for (const group of groups.values()) {
    const operation = group[0]?.operation;
    if (operation === undefined || group.length < manyContractions) continue;
    // Gradients arrive last step first: turned round they lie as the steps do, and may be the same values as ranges put side by side.
    const inOrder = group.toReversed();
    const stack = (side: number) =>
      stackPieces(
        builder,
        inOrder.flatMap(({ operands }) => {
          const operand = operands[side];
          return operand ? [builder.reshape(operand, [1, ...operand.type.shape])] : [];
        }),
      );
    const shift = (pairs: readonly (readonly [number, number])[]) => pairs.map(([left, right]) => [left + 1, right + 1] as const);
    added.push(
      builder.dot(stack(0), stack(1), { batch: shift(operation.batch), contract: [[0, 0], ...shift(operation.contract)] }),
    );
    for (const { part } of group) replaced.add(part);
  }
  return [...parts.filter((part) => !replaced.has(part)), ...added];
}

/**
 * Pieces put side by side along axis 0. Where each is itself made of equal pieces along another axis (the gates of a time step), the
 * small ones are put side by side and their axes exchanged: whoever computes one writes it straight to its place.
 */
function stackPieces(builder: ProgramBuilder, pieces: readonly Value[]): Value {
  const inner = pieces.map((piece) => openPiece(builder, piece));
  const [first] = inner;
  const isEven = inner.every((piece) => piece !== undefined && piece.axis === first?.axis && piece.shape === first.shape);
  if (first === undefined || !isEven) return builder.concat(pieces, 0);
  const parts = inner.flatMap((piece) => piece?.parts ?? []);
  const count = first.parts.length;
  const [part] = parts;
  if (part === undefined) return builder.concat(pieces, 0);
  const flat = builder.concat(
    parts.map((value) => builder.reshape(value, [1, ...value.type.shape])),
    0,
  );
  const apart = builder.reshape(flat, [pieces.length, count, ...part.type.shape]);
  // The axis of the small pieces goes in front of the one along which they lie.
  const axes = [0, ...part.type.shape.map((_size, axis) => axis + 2)];
  axes.splice(first.axis + 1, 0, 1);
  const sizes = pieces[0]?.type.shape.slice(1) ?? [];
  return builder.reshape(builder.permute(apart, axes), [pieces.length, ...sizes]);
}

/** What `[1, ...shape]` is made of, if it is several equal values side by side. */
function openPiece(builder: ProgramBuilder, piece: Value) {
  const { operation, inputs, type } = nodeOf(builder, piece);
  const source = inputs[0];
  if (operation.op !== "reshape" || source === undefined || type.shape[0] !== 1) return undefined;
  const whole = nodeOf(builder, builder.getValue(source));
  if (whole.operation.op !== "concat" || whole.type.shape.join() !== type.shape.slice(1).join()) return undefined;
  const parts = whole.inputs.map((input) => builder.getValue(input));
  const shape = parts[0]?.type.shape.join() ?? "";
  if (parts.length < 2 || parts.some((part) => part.type.shape.join() !== shape)) return undefined;
  return { axis: whole.operation.axis, shape, parts };
}

function nodeOf(builder: ProgramBuilder, { id }: Value): Node {
  const node = builder.nodes[id];
  if (!node) throw new Error(`There is no value ${id} in this program.`);
  return node;
}
