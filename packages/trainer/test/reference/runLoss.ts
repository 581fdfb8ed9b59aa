/** Computes a loss case on a device: the loss of each sample, its sums and means, and their gradients. */
import type { EngineDevice, TensorValues } from "@downhill/engine";
import { runProgram } from "@downhill/engine/testing";
import { gradients, ProgramBuilder, type Value } from "@downhill/ir";
import { getLoss, parseParameters } from "@downhill/model";
import type { LossCase } from "./caseSchemas.ts";
import type { LossPlan } from "./lossPlan.ts";

export async function runLoss(
  device: EngineDevice,
  loss: LossCase,
  plan: LossPlan,
): Promise<Readonly<Record<string, TensorValues>>> {
  const definition = getLoss(plan.kind);
  if (!definition) throw new Error(`There is no loss "${plan.kind}".`);
  const parsed = parseParameters(definition.parameters, plan.parameters);
  if (!parsed.ok) throw new Error(parsed.issues.map((issue) => issue.message).join(" "));
  const builder = new ProgramBuilder();
  const read = (name: string): Value => {
    const array = loss.inputs[name];
    if (!array) throw new Error(`The case has no array "${name}".`);
    return builder.input(name, { dtype: array.dtype, shape: array.shape });
  };
  const prediction = read("y_pred");
  const truth = plan.isSparse ? builder.oneHot(read("y_true"), prediction.type.shape.at(-1) ?? 1) : read("y_true");
  const vectors: Record<string, Float32Array> = {};
  const vector = (values: readonly number[]): Value => {
    const name = `vector${Object.keys(vectors).length}`;
    vectors[name] = Float32Array.from(values);
    return builder.input(name, { dtype: "f32", shape: [values.length] });
  };
  const perSample = definition.lower(
    { builder, prediction, truth, activation: plan.activation, logits: prediction, vector },
    parsed.value,
  );
  const weights = loss.inputs.effective_weight ? read("effective_weight") : null;
  const sum = builder.sum(weights ? builder.mul(perSample, weights) : perSample);
  const count = perSample.type.shape.reduce((product, size) => product * size, 1);
  const outputs: Record<string, Value> = { per_sample: perSample, sum, mean: builder.div(sum, count) };
  if (weights) outputs.weighted_mean = builder.div(sum, builder.sum(weights));
  for (const name of ["mean", "weighted_mean"]) {
    const total = outputs[name];
    const [gradient] = total ? gradients(builder, total, [prediction]) : [];
    if (gradient) outputs[`grad_${name}`] = gradient;
  }
  const tensors = Object.fromEntries(Object.entries(loss.inputs).map(([name, array]) => [name, array.values]));
  return (await runProgram(device, builder.finish({ outputs }), { tensors: { ...tensors, ...vectors } })).outputs;
}
