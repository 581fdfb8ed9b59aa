/** Last check before a program leaves its builder: the named results must be of the kinds they claim to be. */
import type { NamedValue, Program } from "./program.ts";
import { formatType, isSameType, ShapeError } from "./types.ts";
import type { FinishOptions, Value } from "./value.ts";

export type ProgramParts = Omit<Program, "updates" | "series" | "outputs">;

/** Throws `ShapeError` where an update does not fit its state, a series is no f32 scalar or an output is bool. */
export function gatherProgram(parts: ProgramParts, options: FinishOptions): Program {
  for (const [name, value] of Object.entries(options.updates ?? {})) {
    const declared = parts.states[name];
    if (!declared) throw new ShapeError(`finish: the update "${name}" names no state.`);
    if (!isSameType(declared, value.type)) {
      throw new ShapeError(`finish: state "${name}" is ${formatType(declared)}, but its update is ${formatType(value.type)}.`);
    }
  }
  for (const [name, value] of Object.entries(options.series ?? {})) {
    if (value.type.dtype !== "f32" || value.type.shape.length > 0) {
      throw new ShapeError(`finish: series "${name}" must be an f32 scalar, but it is ${formatType(value.type)}.`);
    }
  }
  for (const [name, value] of Object.entries(options.outputs ?? {})) {
    if (value.type.dtype === "bool") throw new ShapeError(`finish: output "${name}" is bool; cast it first.`);
  }
  return {
    nodes: parts.nodes,
    states: { ...parts.states },
    data: { ...parts.data },
    inputs: { ...parts.inputs },
    scalars: { ...parts.scalars },
    updates: listNamed(options.updates),
    series: listNamed(options.series),
    outputs: listNamed(options.outputs),
  };
}

function listNamed(values: Readonly<Record<string, Value>> = {}): NamedValue[] {
  return Object.entries(values).map(([name, value]) => ({ name, value: value.id }));
}
