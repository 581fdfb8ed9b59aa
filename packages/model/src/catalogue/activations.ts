/** The activation functions: used by the Activation block and by the activation that Dense and convolutions carry. */
import type { ProgramBuilder, Value } from "@downhill/ir";
import type { BlockContext, LastActivation } from "./definition.ts";

export interface ActivationSettings {
  /** Slope of leaky ReLU below zero. */
  readonly negativeSlope: number;
  /** ELU's limit below zero is -alpha. */
  readonly alpha: number;
  /** GELU by its tanh formula instead of the exact one. */
  readonly approximate: boolean;
  /** Axis of softmax, the batch being axis 0; -1 is the last. */
  readonly axis: number;
}

export const defaultActivationSettings: ActivationSettings = { negativeSlope: 0.01, alpha: 1, approximate: false, axis: -1 };

interface ActivationFunction {
  readonly label: string;
  readonly formula: string;
  readonly family: LastActivation;
  apply(builder: ProgramBuilder, x: Value, settings: ActivationSettings): Value;
}

export const activations = {
  linear: { label: "Linear", formula: "x", family: "linear", apply: (_builder, x) => x },
  relu: { label: "ReLU", formula: "max(x, 0)", family: "other", apply: (builder, x) => builder.relu(x) },
  leakyRelu: {
    label: "Leaky ReLU",
    formula: "x for x > 0, else slope · x",
    family: "other",
    apply: (builder, x, { negativeSlope }) => builder.select(builder.gt(x, 0), x, builder.mul(x, negativeSlope)),
  },
  elu: {
    label: "ELU",
    formula: "x for x > 0, else α (eˣ − 1)",
    family: "other",
    // The inner select keeps e^x finite on the side that is not taken: infinity times 0 in the gradient would be NaN.
    apply(builder, x, { alpha }) {
      const isPositive = builder.gt(x, 0);
      const below = builder.sub(builder.exp(builder.select(isPositive, 0, x)), 1);
      return builder.select(isPositive, x, builder.mul(below, alpha));
    },
  },
  gelu: {
    label: "GELU",
    formula: "x Φ(x), Φ the normal distribution; or 0.5 x (1 + tanh(√(2/π) (x + 0.044715 x³)))",
    family: "other",
    apply: (builder, x, { approximate }) => (approximate ? geluTanh(builder, x) : geluExact(builder, x)),
  },
  swish: {
    label: "Swish (SiLU)",
    formula: "x · sigmoid(x)",
    family: "other",
    apply: (builder, x) => builder.mul(x, builder.sigmoid(x)),
  },
  sigmoid: {
    label: "Sigmoid",
    formula: "1 / (1 + e⁻ˣ)",
    family: "sigmoid",
    apply: (builder, x) => builder.sigmoid(x),
  },
  tanh: { label: "Tanh", formula: "tanh(x)", family: "other", apply: (builder, x) => builder.tanh(x) },
  softmax: {
    label: "Softmax",
    formula: "eˣ / Σ eˣ over one axis, usually the last",
    family: "softmax",
    apply: (builder, x, { axis }) => builder.softmax(x, axis),
  },
} as const satisfies Record<string, ActivationFunction>;

export type ActivationName = keyof typeof activations;

/** Value to label, in the order shown. */
export const activationLabels: Readonly<Record<ActivationName, string>> = {
  linear: activations.linear.label,
  relu: activations.relu.label,
  leakyRelu: activations.leakyRelu.label,
  elu: activations.elu.label,
  gelu: activations.gelu.label,
  swish: activations.swish.label,
  sigmoid: activations.sigmoid.label,
  tanh: activations.tanh.label,
  softmax: activations.softmax.label,
};

/** Applies the function and notes for the loss what the result went through. */
export function applyActivation(
  context: BlockContext,
  x: Value,
  name: ActivationName,
  settings: ActivationSettings = defaultActivationSettings,
): Value {
  const activation: ActivationFunction = activations[name];
  const output = activation.apply(context.builder, x, settings);
  const isOverLastAxis = settings.axis === -1 || settings.axis === x.type.shape.length - 1;
  if (activation.family === "sigmoid" || (activation.family === "softmax" && isOverLastAxis)) {
    context.markActivated(output, { activation: activation.family, logits: x });
  } else if (activation.family !== "linear") {
    context.markActivated(output, { activation: "other", logits: output });
  }
  return output;
}

const inverseRootOfTwo = Math.SQRT1_2;

function geluExact(builder: ProgramBuilder, x: Value): Value {
  return builder.mul(builder.mul(x, 0.5), builder.add(builder.erf(builder.mul(x, inverseRootOfTwo)), 1));
}

function geluTanh(builder: ProgramBuilder, x: Value): Value {
  const cube = builder.mul(builder.mul(x, x), x);
  const inner = builder.mul(builder.add(x, builder.mul(cube, 0.044715)), Math.sqrt(2 / Math.PI));
  return builder.mul(builder.mul(x, 0.5), builder.add(builder.tanh(inner), 1));
}
