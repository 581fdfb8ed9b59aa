/**
 * The gates of a recurrent cell: pieces of one row of sums, each through its own function. All of them are kept in one piece
 * of memory for the way back, whose gradients need the functions' values only.
 */
import type { ProgramBuilder, Value } from "@downhill/ir";

export type GateFunction = "sigmoid" | "tanh";

/** A piece of `units` columns of `x`, f32 `[batch, count * units]`. */
export function cutColumns(b: ProgramBuilder, x: Value, units: number, place: number): Value {
  return b.slice(x, [0, place * units], [x.type.shape[0] ?? 1, units]);
}

interface GateRequest {
  readonly builder: ProgramBuilder;
  readonly units: number;
  readonly functions: readonly GateFunction[];
  /** f32 `[batch, units]`: what goes into the gate at this place. */
  readonly sumOf: (place: number) => Value;
}

/** One value `[batch, units]` per function, in order; a place that does not exist throws. */
export function openGates({ builder: b, units, functions, sumOf }: GateRequest): (place: number) => Value {
  const sums = functions.map((_name, place) => sumOf(place));
  const plain = sums.map((sum, place) => (functions[place] === "tanh" ? b.tanh(sum) : b.sigmoid(sum)));
  const kept = b.concat(plain, 1);
  const gates = plain.map((value, place) => {
    const y = cutColumns(b, kept, units, place);
    const slope = () => (functions[place] === "tanh" ? b.sub(1, b.mul(y, y)) : b.mul(y, b.sub(1, y)));
    return b.customGradient(
      value,
      sums.filter((_sum, i) => i === place),
      (gradient) => [b.mul(gradient, slope())],
    );
  });
  return (place) => {
    const gate = gates[place];
    if (!gate) throw new Error(`There is no gate ${place}.`);
    return gate;
  };
}
