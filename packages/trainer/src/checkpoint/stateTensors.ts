/**
 * A run's states are a few flat vectors; a checkpoint holds one tensor per parameter, slot and statistic, by names that other
 * tools understand. The gaps between tensors in the flat vectors are always 0 and are not kept.
 */
import type { ModelLayout } from "@downhill/model";
import type { NamedTensor, StoredValues } from "./safetensors.ts";

/** Values of every state, by its name; Float64Array where the target computes in double precision. */
export type StateValues = Readonly<Record<string, StoredValues>>;

interface StatePart {
  readonly state: string;
  /** Name of the tensor in the checkpoint. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly offset: number;
  readonly size: number;
}

const slotPrefix = "optimizer/";

function listParts(layout: ModelLayout): StatePart[] {
  return Object.keys(layout.states).flatMap((state) => {
    // The optimizer keeps a vector of the parameters' layout for each of its slots.
    const arena = state.startsWith(slotPrefix) ? "parameters" : state;
    // Some slots leave out the tensors that the optimizer takes one by one.
    const start = layout.stateStarts[state] ?? 0;
    return layout.tensors
      .filter((tensor) => tensor.arena === arena && tensor.offset >= start)
      .map(({ key, shape, offset, size }) => ({ state, name: `${state}/${key}`, shape, offset: offset - start, size }));
  });
}

export function splitStates(layout: ModelLayout, states: StateValues): NamedTensor[] {
  return listParts(layout).flatMap(({ state, name, shape, offset, size }) => {
    const values = states[state];
    return values ? { name, shape, values: values.slice(offset, offset + size) } : [];
  });
}

export type JoinResult = { readonly ok: true; readonly states: StateValues } | { readonly ok: false; readonly missing: string };

export function joinStates(layout: ModelLayout, tensors: readonly NamedTensor[]): JoinResult {
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const isExact = tensors.some(({ values }) => values instanceof Float64Array);
  const states: Record<string, Float32Array | Float64Array> = {};
  for (const [name, { shape }] of Object.entries(layout.states)) {
    const length = shape.reduce((product, size) => product * size, 1);
    states[name] = isExact ? new Float64Array(length) : new Float32Array(length);
  }
  for (const { state, name, offset, size } of listParts(layout)) {
    const tensor = byName.get(name);
    if (!tensor || tensor.values.length !== size) return { ok: false, missing: name };
    states[state]?.set(tensor.values, offset);
  }
  return { ok: true, states };
}
