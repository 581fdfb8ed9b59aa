/** Runs an optimizer case on a device: the same lowering that a run uses, with the written gradient of each step. */
import type { EngineDevice } from "@downhill/engine";
import { ProgramBuilder } from "@downhill/ir";
import { createOptions, getOptimizer, layOutTensors, parseParameters, updateParameters } from "@downhill/model";
import type { OptimizerFile } from "./caseSchemas.ts";
import type { OptimizerPlan } from "./optimizerPlan.ts";

export interface OptimizerRun {
  readonly plan: OptimizerPlan;
  readonly sequence: OptimizerFile["sequences"][string];
  /** Steps, from 1, after which the parameters are read. */
  readonly snapshots: readonly number[];
}

/** For each snapshot the parameters, tensor after tensor. */
export async function runOptimizer(device: EngineDevice, { plan, sequence, snapshots }: OptimizerRun): Promise<Float32Array[][]> {
  const options = createOptions(plan.options);
  const definition = getOptimizer(options.optimizer.kind);
  if (!definition) throw new Error(`There is no optimizer "${options.optimizer.kind}".`);
  const parsed = parseParameters(definition.parameters, options.optimizer.parameters);
  if (!parsed.ok) throw new Error(parsed.issues.map((issue) => issue.message).join(" "));
  const steps = sequence.grads[0]?.shape[0] ?? 0;
  const sized = sequence.params.map(({ shape, values }, place) => ({
    key: `block/tensor${place}`,
    blockId: "block",
    name: `tensor${place}`,
    shape,
    size: values.length,
    arena: "parameters" as const,
    initial: { constant: 0 },
  }));
  const layout = layOutTensors(sized, options, new Set());

  const builder = new ProgramBuilder();
  const step = builder.scalar("step", "u32");
  const trained = layout.tensors.flatMap((placement, place) => {
    const gradients = sequence.grads[place];
    const vector = layout.states.parameters;
    if (!gradients || !vector) return [];
    const flat = builder.slice(builder.state("parameters", vector), [placement.offset], [placement.size]);
    const table = builder.data(placement.name, { dtype: "f32", shape: gradients.shape });
    return [{ placement, value: builder.reshape(flat, placement.shape), gradient: builder.gather(table, step) }];
  });
  const program = builder.finish({ updates: updateParameters({ builder, layout, options, trained }) });

  const states = Object.fromEntries(
    Object.entries(layout.states).map(([name, type]) => {
      const values = new Float32Array(type.shape[0] ?? 0);
      if (name === "parameters") {
        for (const [place, { offset }] of layout.tensors.entries()) values.set(sequence.params[place]?.values ?? [], offset);
      }
      return [name, device.createTensor(type, values)];
    }),
  );
  const data = Object.fromEntries(
    sequence.grads.map(({ shape, values }, place) => [`tensor${place}`, device.createTensor({ dtype: "f32", shape }, values)]),
  );
  const executable = await device.compile(program, { states, data });
  const read: Float32Array[][] = [];
  let done = 0;
  for (const snapshot of snapshots) {
    const values: Record<string, number[]> = Object.fromEntries(Object.keys(program.scalars).map((name) => [name, []]));
    for (let step = done + 1; step <= Math.min(snapshot, steps); step++) {
      const learningRate = plan.learningRate(step);
      const all: Record<string, number> = { step: step - 1, learningRate };
      for (const [name, value] of Object.entries(definition.scalars(parsed.value, step, learningRate))) {
        all[`optimizer/${name}`] = value;
      }
      for (const [name, list] of Object.entries(values)) list.push(all[name] ?? Number.NaN);
    }
    await executable.submit({ steps: snapshot - done, values }).done;
    const parameters = Float32Array.from((await states.parameters?.read()) ?? []);
    read.push(layout.tensors.map(({ offset, size }) => parameters.subarray(offset, offset + size)));
    done = snapshot;
  }
  executable.dispose();
  for (const tensor of [...Object.values(states), ...Object.values(data)]) tensor.dispose();
  return read;
}
