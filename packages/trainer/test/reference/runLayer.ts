/** Runs the blocks of a layer case on a device: outputs, new statistics and every gradient of S = Σ upstream · output. */
import type { EngineDevice, TensorValues } from "@downhill/engine";
import { runProgram } from "@downhill/engine/testing";
import { gradients, ProgramBuilder, type Value } from "@downhill/ir";
import { type Activated, type BlockContext, getBlock, parseParameters } from "@downhill/model";
import type { LayerCase } from "./caseSchemas.ts";
import type { LayerStep } from "./layerStep.ts";
import { portInputs } from "./sequencePlan.ts";

export async function runLayer(
  device: EngineDevice,
  layer: LayerCase,
  steps: readonly LayerStep[],
): Promise<Readonly<Record<string, TensorValues>>> {
  const builder = new ProgramBuilder();
  const leaves: Record<string, Value> = {};
  const readLeaf = (name: string): Value => {
    const array = layer.inputs[name] ?? layer.params[name];
    if (!array) throw new Error(`The case has no array "${name}".`);
    const value = builder.input(name, { dtype: array.dtype, shape: array.shape });
    leaves[name] = value;
    return value;
  };
  const outputs: Record<string, Value> = {};
  const given = Object.keys(layer.inputs).map(readLeaf);
  let values = given;
  for (const step of steps) {
    if (step.joinsInput) values = [...values, ...given];
    if (step.isOneSample) values = values.map((value) => builder.reshape(value, [1, ...value.type.shape]));
    const definition = getBlock(step.kind);
    if (!definition) throw new Error(`There is no block "${step.kind}".`);
    const parsed = parseParameters(definition.parameters, step.parameters);
    if (!parsed.ok) throw new Error(parsed.issues.map((issue) => issue.message).join(" "));
    const context = openContext(builder, step, values, readLeaf, outputs);
    const inputs = definition.inputs.map((port, place) => {
      if (port.isVariadic) return values;
      const name = portInputs[port.name] ?? port.name;
      if (port.isOptional) return step === steps[0] && name in layer.inputs ? [leaves[name] ?? fail(name)] : [];
      return values.slice(place, place + 1);
    });
    values = [...definition.lower(context, inputs, parsed.value)];
    if (step.isOneSample) values = values.map((value) => builder.reshape(value, value.type.shape.slice(1)));
  }
  for (const [place, name] of (steps.at(-1)?.outputs ?? ["output"]).entries()) {
    const value = values[place];
    if (name !== null && value) outputs[name] = value;
  }
  const wanted = Object.entries(leaves).filter(([name]) => layer.expect[`grad_${name}`]);
  const upstreams = Object.entries(layer.upstream).map(([name, array]) => ({ name, key: `upstream/${name}`, array }));
  const total = upstreams
    .map(({ name, key, array }) => {
      const output = outputs[name] ?? fail(`an upstream for ${name}, which no block gives`);
      return builder.sum(builder.mul(output, builder.input(key, { dtype: "f32", shape: array.shape })));
    })
    .reduce((sum, part) => builder.add(sum, part), builder.constant(0));
  const leafValues = wanted.map(([, value]) => value);
  const derivatives = leafValues.length > 0 ? gradients(builder, total, leafValues) : [];
  for (const [place, [name]] of wanted.entries()) {
    const derivative = derivatives[place];
    if (derivative) outputs[`grad_${name}`] = derivative;
  }
  const arrays = { ...layer.inputs, ...layer.params, ...Object.fromEntries(upstreams.map(({ key, array }) => [key, array])) };
  const tensors = Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, array.values]));
  return (await runProgram(device, builder.finish({ outputs }), { tensors })).outputs;
}

function openContext(
  builder: ProgramBuilder,
  step: LayerStep,
  inputs: readonly Value[],
  readLeaf: (name: string) => Value,
  outputs: Record<string, Value>,
): BlockContext {
  const nameOf = (own: string): string => step.tensors[own] ?? own;
  const activated = new Map<Value, Activated>();
  return {
    builder,
    blockName: step.kind,
    mode: step.mode,
    batchSize: inputs[0]?.type.shape[0] ?? 1,
    sampleWeights: null,
    sampleCount: null,
    parameter({ name, shape }) {
      const value = readLeaf(nameOf(name));
      if (value.type.shape.join() !== shape.join())
        throw new Error(`${name} is ${value.type.shape}, but the block wants ${shape}.`);
      return value;
    },
    statistic(name, shape, initial) {
      // A composite names no running values: nothing reads them in training mode.
      const isStored = name in step.tensors && !/\d$/.test(nameOf(name));
      return {
        value: isStored ? readLeaf(nameOf(name)) : builder.constant(initial, "f32", shape),
        update(value) {
          if (isStored) outputs[nameOf(name) === "running_var" ? "new_running_var_biased" : `new_${nameOf(name)}`] = value;
        },
      };
    },
    randomUniform: () => fail("random numbers"),
    feature: () => fail("features"),
    target: () => fail("targets"),
    getActivated: (value) => activated.get(value) ?? { activation: "linear", logits: value },
    markActivated: (value, mark) => void activated.set(value, mark),
    fail: (_code, message) => fail(message),
  };
}

function fail(what: string): never {
  throw new Error(`A layer case met ${what}.`);
}
