/** The activation functions: used by the Activation block and by the activation that Dense and convolutions carry. */
import type { ProgramBuilder, Value } from "@downhill/ir";
import { clip, exponentialLinear, geluExact, geluTanh, selu, shrink, squareplus } from "./activationFunctions.ts";
import type { BlockContext, LastActivation } from "./definition.ts";
import { defaultInitializerSettings } from "./initializers.ts";

export interface ActivationSettings {
  /** Slope of leaky ReLU below zero; the first slope of PReLU. */
  readonly negativeSlope: number;
  /** The limit of ELU and CELU below zero is -alpha. */
  readonly alpha: number;
  /** GELU by its tanh formula instead of the exact one. */
  readonly approximate: boolean;
  /** Axis of softmax, the batch being axis 0; -1 is the last. */
  readonly axis: number;
  /** The shrinking functions give 0 inside ±threshold. */
  readonly threshold: number;
}

export const defaultActivationSettings: ActivationSettings = {
  negativeSlope: 0.01,
  alpha: 1,
  approximate: false,
  axis: -1,
  threshold: 0.5,
};

interface ActivationFunction {
  readonly label: string;
  readonly formula: string;
  readonly family: LastActivation;
  /** `slopes` are PReLU's weights; the others have none. */
  apply(builder: ProgramBuilder, x: Value, settings: ActivationSettings, slopes?: Value): Value;
}

/** In the order shown. */
export const activations = {
  linear: { label: "Linear", formula: "x", family: "linear", apply: (_builder, x) => x },
  relu: { label: "ReLU", formula: "max(x, 0)", family: "other", apply: (builder, x) => builder.relu(x) },
  leakyRelu: {
    label: "Leaky ReLU",
    formula: "x for x > 0, else slope · x",
    family: "other",
    apply: (builder, x, { negativeSlope }) => builder.select(builder.gt(x, 0), x, builder.mul(x, negativeSlope)),
  },
  prelu: {
    label: "PReLU",
    formula: "x for x > 0, else slope · x, the slopes trained",
    family: "other",
    apply: (builder, x, { negativeSlope }, slopes) =>
      builder.select(builder.gt(x, 0), x, builder.mul(x, slopes ?? negativeSlope)),
  },
  elu: {
    label: "ELU",
    formula: "x for x > 0, else α (eˣ − 1)",
    family: "other",
    apply: (builder, x, { alpha }) => exponentialLinear(builder, x, { alpha, width: 1 }),
  },
  selu: {
    label: "SELU",
    formula: "1.0507 x for x > 0, else 1.0507 · 1.6733 (eˣ − 1)",
    family: "other",
    apply: (builder, x) => selu(builder, x),
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
  mish: {
    label: "Mish",
    formula: "x · tanh(log(1 + eˣ))",
    family: "other",
    apply: (builder, x) => builder.mul(x, builder.tanh(builder.softplus(x))),
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
  softplus: { label: "Softplus", formula: "log(1 + eˣ)", family: "other", apply: (builder, x) => builder.softplus(x) },
  softsign: {
    label: "Softsign",
    formula: "x / (1 + |x|)",
    family: "other",
    apply: (builder, x) => builder.div(x, builder.add(builder.abs(x), 1)),
  },
  hardSigmoid: {
    label: "Hard sigmoid",
    formula: "min(max(x + 3, 0), 6) / 6, as in Keras 3 and PyTorch",
    family: "probability",
    apply: (builder, x) => builder.div(clip(builder, builder.add(x, 3), 0, 6), 6),
  },
  hardSigmoidKeras2: {
    label: "Hard sigmoid of Keras 2",
    formula: "min(max(0.2 x + 0.5, 0), 1)",
    family: "probability",
    apply: (builder, x) => clip(builder, builder.add(builder.mul(x, 0.2), 0.5), 0, 1),
  },
  hardSwish: {
    label: "Hard swish",
    formula: "x · min(max(x + 3, 0), 6) / 6",
    family: "other",
    apply: (builder, x) => builder.mul(x, builder.div(clip(builder, builder.add(x, 3), 0, 6), 6)),
  },
  hardTanh: {
    label: "Hard tanh",
    formula: "min(max(x, −1), 1)",
    family: "other",
    apply: (builder, x) => clip(builder, x, -1, 1),
  },
  relu6: { label: "ReLU6", formula: "min(max(x, 0), 6)", family: "other", apply: (builder, x) => clip(builder, x, 0, 6) },
  celu: {
    label: "CELU",
    formula: "x for x > 0, else α (eˣ⁄ᵅ − 1)",
    family: "other",
    apply: (builder, x, { alpha }) => exponentialLinear(builder, x, { alpha, width: alpha || 1 }),
  },
  squareplus: {
    label: "Squareplus",
    formula: "(x + √(x² + 4)) / 2",
    family: "other",
    apply: (builder, x) => squareplus(builder, x),
  },
  exponential: { label: "Exponential", formula: "eˣ", family: "other", apply: (builder, x) => builder.exp(x) },
  logSigmoid: {
    label: "Log sigmoid",
    formula: "−log(1 + e⁻ˣ)",
    family: "other",
    apply: (builder, x) => builder.neg(builder.softplus(builder.neg(x))),
  },
  logSoftmax: {
    label: "Log softmax",
    formula: "x − log Σ eˣ over one axis, usually the last",
    family: "other",
    apply: (builder, x, { axis }) => builder.logSoftmax(x, axis),
  },
  softShrink: {
    label: "Soft shrink",
    formula: "x − threshold above, x + threshold below ±threshold, else 0",
    family: "other",
    apply: (builder, x, { threshold }) => shrink(builder, x, threshold, true),
  },
  hardShrink: {
    label: "Hard shrink",
    formula: "x outside ±threshold, else 0",
    family: "other",
    apply: (builder, x, { threshold }) => shrink(builder, x, threshold, false),
  },
} as const satisfies Record<string, ActivationFunction>;

export type ActivationName = keyof typeof activations;

/** Value to label, in the order shown. */
export const activationLabels = labelsOf(activations);

function labelsOf<Name extends string>(
  entries: Readonly<Record<Name, { readonly label: string }>>,
): Readonly<Record<Name, string>> {
  const labels = Object.entries<{ readonly label: string }>(entries).map(([name, { label }]) => [name, label]);
  return Object.fromEntries(labels) as Record<Name, string>;
}

/** Which numbers of a sample have one slope of PReLU in common. */
export type SlopeSharing = "channel" | "number" | "all";

export interface ActivationOptions {
  readonly settings?: ActivationSettings;
  readonly slopeSharing?: SlopeSharing;
  /** Of PReLU's slopes. */
  readonly trainable?: boolean;
}

/** Where PReLU's slopes start unless the block says otherwise, as in PyTorch. */
export const firstSlope = 0.25;

/** Applies the function and notes for the loss what the result went through. PReLU takes the block's parameter "alpha". */
export function applyActivation(context: BlockContext, x: Value, name: ActivationName, options: ActivationOptions = {}): Value {
  const defaults = name === "prelu" ? { ...defaultActivationSettings, negativeSlope: firstSlope } : defaultActivationSettings;
  const { settings = defaults } = options;
  const activation: ActivationFunction = activations[name];
  const slopes = name === "prelu" ? requestSlopes(context, x, settings, options) : undefined;
  const output = activation.apply(context.builder, x, settings, slopes);
  const isOverLastAxis = settings.axis === -1 || settings.axis === x.type.shape.length - 1;
  if (activation.family === "sigmoid" || (activation.family === "softmax" && isOverLastAxis)) {
    context.markActivated(output, { activation: activation.family, logits: x });
  } else if (activation.family !== "linear") {
    const isProbability = activation.family === "probability";
    context.markActivated(output, { activation: isProbability ? "probability" : "other", logits: output });
  }
  return output;
}

function requestSlopes(
  context: BlockContext,
  x: Value,
  { negativeSlope }: ActivationSettings,
  { slopeSharing = "channel", trainable = true }: ActivationOptions,
): Value {
  const sample = x.type.shape.slice(1);
  const shape = { channel: sample.slice(-1), number: sample, all: [1] }[slopeSharing];
  const initializerSettings = { ...defaultInitializerSettings, size: negativeSlope };
  return context.parameter({ name: "alpha", shape, initializer: "constant", initializerSettings, trainable });
}
