/** Runs an optimizer case on a device: parameters in one flat state, the written gradient of each step, snapshots on the way. */
import type { EngineDevice } from "@downhill/engine";
import { ProgramBuilder, type Value } from "@downhill/ir";
import { getOptimizer, parseParameters } from "@downhill/model";
import type { OptimizerFile } from "./caseSchemas.ts";
import type { OptimizerPlan } from "./optimizerPlan.ts";

export interface OptimizerRun {
  readonly plan: OptimizerPlan;
  readonly sequence: OptimizerFile["sequences"][string];
  /** Steps, from 1, after which the parameters are read. */
  readonly snapshots: readonly number[];
}

/** For each snapshot the flat parameters, tensor after tensor. */
export async function runOptimizer(device: EngineDevice, { plan, sequence, snapshots }: OptimizerRun): Promise<Float32Array[]> {
  const definition = getOptimizer(plan.kind);
  if (!definition) throw new Error(`There is no optimizer "${plan.kind}".`);
  const parsed = parseParameters(definition.parameters, plan.parameters);
  if (!parsed.ok) throw new Error(parsed.issues.map((issue) => issue.message).join(" "));
  const parameters = parsed.value;
  const start = Float32Array.from(sequence.params.flatMap(({ values }) => [...values]));
  const length = start.length;
  const steps = sequence.grads[0]?.shape[0] ?? 0;
  const rows = Array.from({ length: steps }, (_, step) =>
    sequence.grads.flatMap(({ values }) => [
      ...values.subarray((values.length / steps) * step, (values.length / steps) * (step + 1)),
    ]),
  );

  const builder = new ProgramBuilder();
  const vector = { dtype: "f32", shape: [length] } as const;
  const state = (name: string): Value => builder.state(name, vector);
  const slots = definition.slots(parameters);
  const table = builder.data("gradients", { dtype: "f32", shape: [steps, length] });
  const updated = definition.update(
    builder,
    {
      parameter: state("parameters"),
      gradient: builder.gather(table, builder.scalar("step", "u32")),
      learningRate: builder.scalar("learningRate", "f32"),
      slots: Object.fromEntries(slots.map((name) => [name, state(name)])),
      scalars: Object.fromEntries(definition.scalarNames.map((name) => [name, builder.scalar(name, "f32")])),
    },
    parameters,
  );
  const program = builder.finish({ updates: { parameters: updated.parameter, ...updated.slots } });

  const tensors = {
    states: {
      parameters: device.createTensor(vector, start),
      ...Object.fromEntries(slots.map((name) => [name, device.createTensor(vector)])),
    },
    data: { gradients: device.createTensor({ dtype: "f32", shape: [steps, length] }, Float32Array.from(rows.flat())) },
  };
  const executable = await device.compile(program, tensors);
  const read: Float32Array[] = [];
  let done = 0;
  for (const snapshot of snapshots) {
    const values: Record<string, number[]> = Object.fromEntries(Object.keys(program.scalars).map((name) => [name, []]));
    for (let step = done + 1; step <= snapshot; step++) {
      const learningRate = plan.learningRate(step);
      const all: Record<string, number> = { step: step - 1, learningRate, ...definition.scalars(parameters, step, learningRate) };
      for (const [name, list] of Object.entries(values)) list.push(all[name] ?? Number.NaN);
    }
    await executable.submit({ steps: snapshot - done, values }).done;
    read.push(Float32Array.from(await tensors.states.parameters.read()));
    done = snapshot;
  }
  executable.dispose();
  for (const tensor of [...Object.values(tensors.states), tensors.data.gradients]) tensor.dispose();
  return read;
}
