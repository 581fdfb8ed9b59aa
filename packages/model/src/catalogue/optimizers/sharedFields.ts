/** What the optimizers have in common: the form of their family, weight decay, and the averages of the Adam family. */
import type { ProgramBuilder, Value } from "@downhill/ir";
import type { OptimizerState } from "../definition.ts";
import { choice, type NumberField, number, type ParameterFields, type ParametersOf } from "../parameterFields.ts";

export const formField = choice(
  { pytorch: "PyTorch", keras: "Keras" },
  {
    label: "Form",
    help: "Where the two families of libraries write the formula differently, this one is followed.",
    default: "pytorch",
    isAdvanced: true,
  },
);

export const weightDecayField = number({
  label: "Weight decay",
  help: "Pulls every weight towards zero at each step; PyTorch's form adds it to the gradient, Keras' form shrinks the weights.",
  default: 0,
  min: 0,
  max: 1,
  isAdvanced: true,
});

/** Weight decay that never passes through the optimizer's averages, in either family. */
export const decoupledDecayField = number({
  label: "Weight decay",
  help: "Shrinks every weight a little at each step, apart from the gradient: by this share of the learning rate.",
  default: 0.01,
  min: 0,
  max: 1,
});

export const decayScopeField = choice(
  { all: "All weights", matrices: "Not biases and norms" },
  {
    label: "Weight decay on",
    help: "Biases and the scales of normalization need no decay; transformers are usually trained without it there.",
    default: "all",
    isAdvanced: true,
  },
);

/** Whether an optimizer with these parameters leaves biases and norms out of weight decay. */
export function sparesBiases(parameters: ParametersOf<ParameterFields>): boolean {
  return parameters.decayScope === "matrices";
}

export const betaFields = {
  beta1: number({
    label: "Beta 1",
    help: "Share of the mean gradient that is kept at each step.",
    default: 0.9,
    min: 0,
    max: 0.99999,
  }),
  beta2: number({
    label: "Beta 2",
    help: "Share of the mean squared gradient that is kept at each step.",
    default: 0.999,
    min: 0,
    max: 0.999999,
  }),
};

export function epsilonField(standard: number): NumberField {
  return number({
    label: "Epsilon",
    help: "Keeps the division finite where the gradient has been almost zero.",
    default: standard,
    min: 1e-12,
    max: 1,
    scale: "logarithmic",
    isAdvanced: true,
  });
}

type Weights = Pick<OptimizerState, "parameter" | "gradient">;

/** Weight decay before the update, as the form has it: into the gradient (PyTorch) or apart from it (Keras). */
export function decayWeights(
  builder: ProgramBuilder,
  state: OptimizerState,
  settings: { readonly weightDecay: number; readonly form: string },
): Weights {
  if (settings.form !== "pytorch") return shrinkWeights(builder, state, settings.weightDecay);
  const { parameter, gradient } = state;
  if (settings.weightDecay === 0) return { parameter, gradient };
  const pull = builder.mul(parameter, amountOf(builder, state, settings.weightDecay));
  return { parameter, gradient: builder.add(gradient, pull) };
}

/** p - p wd lr */
export function shrinkWeights(builder: ProgramBuilder, state: OptimizerState, weightDecay: number): Weights {
  const { parameter, gradient, learningRate } = state;
  if (weightDecay === 0) return { parameter, gradient };
  const shrinkage = builder.mul(builder.mul(parameter, amountOf(builder, state, weightDecay)), learningRate);
  return { parameter: builder.sub(parameter, shrinkage), gradient };
}

function amountOf(builder: ProgramBuilder, { decayMask }: OptimizerState, weightDecay: number): Value | number {
  return decayMask ? builder.select(decayMask, weightDecay, 0) : weightDecay;
}

/** old · share + new · (1 - share), with both factors rounded from double precision. */
export function movingAverage(builder: ProgramBuilder, old: Value, next: Value, share: number): Value {
  return builder.add(builder.mul(old, share), builder.mul(next, 1 - share));
}

/** L2 norm of all numbers. */
export function normOf(builder: ProgramBuilder, value: Value): Value {
  return builder.sqrt(builder.sum(builder.mul(value, value)));
}

/** The slot or scalar of that name; it is there because `slots` or `scalarNames` asked for it. */
export function getSlot(slots: Readonly<Record<string, Value>>, name: string): Value {
  const slot = slots[name];
  if (!slot) throw new Error(`The optimizer's slot "${name}" is missing.`);
  return slot;
}
