/**
 * Computes a loss case on a device: the loss of each sample, its sum and means, and their gradients. Weights and means are those
 * of the training program.
 */
import type { EngineDevice, TensorValues } from "@downhill/engine";
import { runProgram } from "@downhill/engine/testing";
import { gradients, ProgramBuilder, type Value } from "@downhill/ir";
import {
  createOptions,
  type FeatureSignature,
  getLoss,
  measureTargets,
  parseParameters,
  type TargetContext,
} from "@downhill/model";
import type { LossCase } from "./caseSchemas.ts";
import type { LossPlan } from "./lossPlan.ts";

export async function runLoss(
  device: EngineDevice,
  loss: LossCase,
  plan: LossPlan,
): Promise<Readonly<Record<string, TensorValues>>> {
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
  const last = { prediction, activation: plan.activation, logits: prediction };
  const [batchSize = 1, ...places] = prediction.type.shape.slice(0, -1);

  /** The case as a Target and the dataset's weight features. */
  const measure = (meanOver: "samples" | "weights") => {
    const weights = ["sample_weight", "mask"].filter((name) => loss.inputs[name]);
    const feature = describeFeature("y_true", "target", prediction.type.shape);
    const values: Readonly<Record<string, Value>> = {
      y_true: truth,
      ...Object.fromEntries(weights.map((name) => [name, read(name)])),
    };
    const load = ({ name }: FeatureSignature) => values[name] ?? truth;
    const features = weights.map((name) => describeFeature(name, "weight", values[name]?.type.shape ?? []));
    const block = { id: "target", kind: "target", name: "Target", position: { x: 0, y: 0 }, parameters: {} };
    const choice = { kind: plan.kind, parameters: { ...lossParameters(loss, plan), meanOver } };
    return measureTargets({
      builder,
      targets: [{ block, feature, ...last }],
      options: createOptions({ losses: { target: choice }, metrics: [] }),
      signature: { features: [feature, ...features], samples: { training: batchSize, validation: 0, test: 0 } },
      batch: { sampleWeights: null, sampleCount: null, load, loadAnchor: load },
      batchSize,
      constants: { vector, values: vectors },
    });
  };

  const overSamples = measure("samples");
  const { series } = overSamples;
  const placeCount = places.reduce((product, size) => product * size, 1);
  const outputs: Record<string, Value> = {
    per_sample: lowerLoss(loss, plan, { builder, truth, vector, ...last }),
    // The training program adds up the samples' means over their places.
    sum: builder.mul(series.loss ?? overSamples.loss, placeCount),
    mean: overSamples.loss,
  };
  if (loss.inputs.effective_weight) outputs.weighted_mean = measure("weights").loss;
  for (const name of ["mean", "weighted_mean"]) {
    const total = outputs[name];
    const [gradient] = total ? gradients(builder, total, [prediction]) : [];
    if (gradient) outputs[`grad_${name}`] = gradient;
  }
  const program = builder.finish({ outputs });
  const given = Object.entries(loss.inputs).filter(([name]) => program.inputs[name]);
  const tensors = Object.fromEntries(given.map(([name, array]) => [name, array.values]));
  return (await runProgram(device, program, { tensors: { ...tensors, ...vectors } })).outputs;
}

function describeFeature(name: string, role: FeatureSignature["role"], batch: readonly number[]): FeatureSignature {
  return { name, role, kind: role === "target" ? "categorical" : "numeric", shape: batch.slice(1) };
}

function lossParameters({ inputs }: LossCase, { parameters }: LossPlan): LossPlan["parameters"] {
  if (!inputs.class_weight) return parameters;
  return { ...parameters, classWeights: "manual", manualClassWeights: Array.from(inputs.class_weight.values) };
}

function lowerLoss(loss: LossCase, plan: LossPlan, context: TargetContext): Value {
  const definition = getLoss(plan.kind);
  if (!definition) throw new Error(`There is no loss "${plan.kind}".`);
  const parsed = parseParameters(definition.parameters, lossParameters(loss, plan));
  if (!parsed.ok) throw new Error(parsed.issues.map((issue) => issue.message).join(" "));
  return definition.lower(context, parsed.value);
}
