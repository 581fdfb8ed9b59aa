/**
 * What happens at one place of a sequence. Gates lie side by side along the last axis, in Keras' order: input, forget,
 * candidate, output (LSTM); update, reset, candidate (GRU).
 *
 * GRU: h = z·h + (1 − z)·candidate. With the reset gate after the recurrent product (PyTorch, and Keras by default) the bias
 * has two rows, beside x W and beside h U; before it, one.
 */
import type { ProgramBuilder, Value } from "@downhill/ir";
import { cutColumns, KeptValues } from "./gates.ts";

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
    const sumOf = (gate: number) => cutColumns(b, sums, units, gate);
    const kept = new KeptValues(b);
    const input = kept.sigmoid(sumOf(0));
    const forget = kept.sigmoid(sumOf(1));
    const candidate = kept.tanh(sumOf(2));
    const output = kept.sigmoid(sumOf(3));
    const next = kept.keep(b.add(b.mul(forget, c), b.mul(input, candidate)));
    const nextH = b.mul(output, kept.tanh(next));
    kept.close();
    return { h: nextH, c: next };
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

function stepResettingAfter({ builder: b, units, projected, kernel, recurrentBias, h, drop }: CellStep): CellStates {
  const product = b.matmul(drop(h), kernel);
  const biased = recurrentBias ? b.add(product, recurrentBias) : product;
  const inputOf = (gate: number) => cutColumns(b, projected, units, gate);
  const stateOf = (gate: number) => cutColumns(b, biased, units, gate);
  const kept = new KeptValues(b);
  const update = kept.sigmoid(b.add(inputOf(0), stateOf(0)));
  const reset = kept.sigmoid(b.add(inputOf(1), stateOf(1)));
  const candidate = kept.tanh(b.add(inputOf(2), b.mul(reset, stateOf(2))));
  kept.close();
  return { h: blend(b, update, h, candidate) };
}

function stepResettingBefore({ builder: b, units, projected, kernel, h, drop }: CellStep): CellStates {
  const dropped = drop(h);
  const product = b.matmul(dropped, b.slice(kernel, [0, 0], [units, 2 * units]));
  const sumOf = (gate: number) => b.add(cutColumns(b, projected, units, gate), cutColumns(b, product, units, gate));
  const gates = new KeptValues(b);
  const update = gates.sigmoid(sumOf(0));
  const reset = gates.sigmoid(sumOf(1));
  gates.close();
  const last = b.matmul(b.mul(reset, dropped), b.slice(kernel, [0, 2 * units], [units, units]));
  const candidate = b.tanh(b.add(cutColumns(b, projected, units, 2), last));
  return { h: blend(b, update, h, candidate) };
}

function blend(b: ProgramBuilder, update: Value, old: Value, candidate: Value): Value {
  return b.add(b.mul(update, old), b.mul(b.sub(1, update), candidate));
}
