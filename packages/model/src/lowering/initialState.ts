import { fillInitialValues } from "../catalogue/initialValues.ts";
import { averageState, type ModelLayout } from "./layout.ts";

/** Values of every state before the first step: drawn weights, statistics at their start, optimizer slots at 0. */
export function initialState(layout: ModelLayout, weightSeed: number): Record<string, Float32Array> {
  const state: Record<string, Float32Array> = {};
  for (const [name, type] of Object.entries(layout.states)) state[name] = new Float32Array(type.shape[0] ?? 0);
  for (const { arena, offset, size, shape, initial } of layout.tensors) {
    const values = state[arena]?.subarray(offset, offset + size);
    if (!values) continue;
    if ("constant" in initial) values.fill(initial.constant);
    else fillInitialValues(values, { ...initial, shape, seed: weightSeed });
  }
  if (state.parameters) state[averageState]?.set(state.parameters);
  return state;
}
