/** Runs a program on any device with given values and collects all that it leaves behind. */
import { countElements, type Program, type TensorType } from "@downhill/ir";
import type { CompileOptions, DeviceTensor, EngineDevice, TensorValues } from "../device.ts";
import type { Plan } from "../plan.ts";

export interface ProgramRun {
  /** Values of states, data and inputs by name; missing ones are 0. */
  readonly tensors?: Readonly<Record<string, ArrayLike<number>>>;
  /** Per scalar one number per step. */
  readonly scalars?: Readonly<Record<string, readonly number[]>>;
  /** Steps of each submit, one after another. Default one submit of one step. */
  readonly submits?: readonly number[];
  readonly options?: CompileOptions;
}

export interface ProgramResults {
  readonly outputs: Readonly<Record<string, TensorValues>>;
  readonly series: Readonly<Record<string, readonly number[]>>;
  readonly states: Readonly<Record<string, TensorValues>>;
  readonly plan: Plan;
}

export function toTensorValues(type: TensorType, values: ArrayLike<number> | undefined): TensorValues {
  const source = values ?? new Float64Array(countElements(type.shape));
  if (type.dtype === "i32") return Int32Array.from(source);
  if (type.dtype === "u32") return Uint32Array.from(source);
  return Float32Array.from(source);
}

export async function runProgram(device: EngineDevice, program: Program, run: ProgramRun = {}): Promise<ProgramResults> {
  const { tensors = {}, scalars = {}, submits = [1], options } = run;
  const create = (types: Readonly<Record<string, TensorType>>): Record<string, DeviceTensor> =>
    Object.fromEntries(
      Object.entries(types).map(([name, type]) => [name, device.createTensor(type, toTensorValues(type, tensors[name]))]),
    );
  const states = create(program.states);
  const data = create(program.data);
  const executable = await device.compile(program, { states, data }, options);
  for (const [name, type] of Object.entries(program.inputs)) executable.writeInput(name, toTensorValues(type, tensors[name]));

  const series: Record<string, number[]> = Object.fromEntries(program.series.map(({ name }) => [name, []]));
  let first = 0;
  for (const steps of submits) {
    const from = first;
    first += steps;
    const values = Object.fromEntries(Object.entries(scalars).map(([name, all]) => [name, all.slice(from, from + steps)]));
    const submission = executable.submit({ steps, values });
    for (const [name, points] of Object.entries(await submission.series)) series[name]!.push(...points);
    await submission.done;
  }
  const readAll = async (entries: readonly (readonly [string, Promise<TensorValues>])[]) =>
    Object.fromEntries(await Promise.all(entries.map(async ([name, values]) => [name, await values] as const)));
  const results: ProgramResults = {
    outputs: await readAll(program.outputs.map(({ name }) => [name, executable.readOutput(name)])),
    series,
    states: await readAll(Object.entries(states).map(([name, tensor]) => [name, tensor.read()])),
    plan: executable.plan,
  };
  executable.dispose();
  for (const tensor of [...Object.values(states), ...Object.values(data)]) tensor.dispose();
  return results;
}
