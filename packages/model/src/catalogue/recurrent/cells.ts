/**
 * What happens at one place of a sequence. Gates lie side by side along the last axis, in Keras' order: input, forget,
 * candidate, output (LSTM); update, reset, candidate (GRU).
 *
 * GRU: h = z·h + (1 − z)·candidate. With the reset gate after the recurrent product (PyTorch, and Keras by default) the bias
 * has two rows, beside x W and beside h U; before it, one.
 */
import type { ProgramBuilder, Value } from "@downhill/ir";
import { cutColumns, openGates } from "./gates.ts";

export interface CellStep {
  readonly builder: ProgramBuilder;
  readonly units: number;
  /** x W + b of this place, `[batch, gates * units]`. */
  readonly projected: Value;
  /** On the last state, `[units, gates * units]`. */
  readonly kernel: Value;
  /** Second row of the bias at this place, `[batch, gates * units]`, where the cell has one. */
  readonly recurrentBias: Value | undefined;
  /** `[batch, units]` each: h, and c of an LSTM. */
  readonly h: Value;
  readonly c: Value | undefined;
  /** Dropout on the way from the last state to the gates. */
  readonly drop: (state: Value) => Value;
}

export interface CellStates {
  readonly h: Value;
  readonly c?: Value;
}

export interface RecurrentCell {
  /** Pieces of `units` columns in the kernels. */
  readonly gates: number;
  readonly hasCellState: boolean;
  readonly biasRows: 1 | 2;
  step(step: CellStep): CellStates;
}

export function simpleCell(activation: "tanh" | "relu"): RecurrentCell {
  return {
    gates: 1,
    hasCellState: false,
    biasRows: 1,
    step({ builder: b, projected, kernel, h, drop }) {
      const sum = b.add(projected, b.matmul(drop(h), kernel));
      return { h: activation === "tanh" ? b.tanh(sum) : b.relu(sum) };
    },
  };
}

export const lstmCell: RecurrentCell = {
  gates: 4,
  hasCellState: true,
  biasRows: 1,
  step({ builder: b, units, projected, kernel, h, c, drop }) {
    if (!c) throw new Error("An LSTM needs its cell state.");
    const sums = b.add(projected, b.matmul(drop(h), kernel));
    const gate = openGates({
      builder: b,
      units,
      functions: ["sigmoid", "sigmoid", "tanh", "sigmoid"],
      sumOf: (place) => cutColumns(b, sums, units, place),
    });
    const next = b.add(b.mul(gate(1), c), b.mul(gate(0), gate(2)));
    return { h: b.mul(gate(3), b.tanh(next)), c: next };
  },
};

export function gruCell(resetAfter: boolean): RecurrentCell {
  return {
    gates: 3,
    hasCellState: false,
    biasRows: resetAfter ? 2 : 1,
    step: resetAfter ? stepResettingAfter : stepResettingBefore,
  };
}

const twoSigmoids = ["sigmoid", "sigmoid"] as const;

function stepResettingAfter({ builder: b, units, projected, kernel, recurrentBias, h, drop }: CellStep): CellStates {
  const product = b.matmul(drop(h), kernel);
  const biased = recurrentBias ? b.add(product, recurrentBias) : product;
  const sumOf = (place: number) => b.add(cutColumns(b, projected, units, place), cutColumns(b, biased, units, place));
  const gate = openGates({ builder: b, units, functions: twoSigmoids, sumOf });
  const candidate = b.tanh(b.add(cutColumns(b, projected, units, 2), b.mul(gate(1), cutColumns(b, biased, units, 2))));
  return { h: blend(b, gate(0), h, candidate) };
}

function stepResettingBefore({ builder: b, units, projected, kernel, h, drop }: CellStep): CellStates {
  const dropped = drop(h);
  const product = b.matmul(dropped, b.slice(kernel, [0, 0], [units, 2 * units]));
  const sumOf = (place: number) => b.add(cutColumns(b, projected, units, place), cutColumns(b, product, units, place));
  const gate = openGates({ builder: b, units, functions: twoSigmoids, sumOf });
  const last = b.matmul(b.mul(gate(1), dropped), b.slice(kernel, [0, 2 * units], [units, units]));
  const candidate = b.tanh(b.add(cutColumns(b, projected, units, 2), last));
  return { h: blend(b, gate(0), h, candidate) };
}

function blend(b: ProgramBuilder, update: Value, old: Value, candidate: Value): Value {
  return b.add(b.mul(update, old), b.mul(b.sub(1, update), candidate));
}
