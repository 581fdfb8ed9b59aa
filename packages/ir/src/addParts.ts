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
    added.push(builder.concat(pieces, axis));
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
    const stack = (side: number) =>
      builder.concat(
        group.flatMap(({ operands }) => {
          const operand = operands[side];
          return operand ? [builder.reshape(operand, [1, ...operand.type.shape])] : [];
        }),
        0,
      );
    const shift = (pairs: readonly (readonly [number, number])[]) => pairs.map(([left, right]) => [left + 1, right + 1] as const);
    added.push(
      builder.dot(stack(0), stack(1), { batch: shift(operation.batch), contract: [[0, 0], ...shift(operation.contract)] }),
    );
    for (const { part } of group) replaced.add(part);
  }
  return [...parts.filter((part) => !replaced.has(part)), ...added];
}

function nodeOf(builder: ProgramBuilder, { id }: Value): Node {
  const node = builder.nodes[id];
  if (!node) throw new Error(`There is no value ${id} in this program.`);
  return node;
}
