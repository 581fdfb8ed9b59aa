/** Runs one step of a program on the reference target, every f32 in double precision. */
import type { Program } from "@downhill/ir";
import { openReferenceDevice } from "../targets/reference/device.ts";
import type { Storage } from "../targets/reference/storage.ts";
import type { ReferenceTensor } from "../targets/reference/tensor.ts";

export interface ExactLeaves {
  /** Values by name of the state or datum; missing ones are 0. */
  readonly tensors?: Readonly<Record<string, ArrayLike<number>>>;
  readonly scalars?: Readonly<Record<string, number>>;
}

export interface ExactResults {
  readonly outputs: Readonly<Record<string, Storage>>;
  readonly series: Readonly<Record<string, number>>;
  /** The states after the step. */
  readonly states: Readonly<Record<string, Storage>>;
}

export interface ExactEvaluator {
  /** Runs one step; states and data keep their values unless given. */
  run(leaves: ExactLeaves): ExactResults;
}

export async function openExactEvaluator(program: Program): Promise<ExactEvaluator> {
  if (Object.keys(program.inputs).length > 0) throw new Error("Use states or data in place of inputs here.");
  const device = openReferenceDevice();
  const create = (types: Program["states"]) =>
    Object.fromEntries(Object.entries(types).map(([name, type]) => [name, device.createTensor(type)]));
  const states: Record<string, ReferenceTensor> = create(program.states);
  const data: Record<string, ReferenceTensor> = create(program.data);
  const executable = await device.compile(program, { states, data });
  return {
    run({ tensors = {}, scalars = {} }) {
      for (const [name, values] of Object.entries(tensors)) (states[name] ?? data[name])?.writeExact(values);
      const values = Object.fromEntries(Object.entries(scalars).map(([name, value]) => [name, [value]]));
      const { exactSeries } = executable.submit({ steps: 1, values });
      return {
        outputs: Object.fromEntries(program.outputs.map(({ name }) => [name, executable.readExactOutput(name)])),
        series: Object.fromEntries(Object.entries(exactSeries).map(([name, points]) => [name, points[0]!])),
        states: Object.fromEntries(Object.entries(states).map(([name, tensor]) => [name, tensor.readExact()])),
      };
    },
  };
}

export async function evaluateExactly(program: Program, leaves: ExactLeaves = {}): Promise<ExactResults> {
  return (await openExactEvaluator(program)).run(leaves);
}
