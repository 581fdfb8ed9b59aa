import { activationLabels, applyActivation, defaultActivationSettings } from "../activations.ts";
import { defineBlock } from "../definition.ts";
import { boolean, choice, number } from "../parameterFields.ts";
import { single } from "../windows.ts";

export const activation = defineBlock({
  kind: "activation",
  label: "Activation",
  category: "activation",
  summary: "Applies a function to every number; Softmax turns the last axis into probabilities.",
  keywords: ["relu", "sigmoid", "softmax", "tanh", "gelu", "elu", "swish", "silu", "nonlinearity"],
  inputs: [{ name: "input", label: "Input" }],
  outputs: [{ name: "output", label: "Output" }],
  parameters: {
    activation: choice(activationLabels, { label: "Activation", help: "The function to apply.", default: "relu" }),
    negativeSlope: number({
      label: "Negative slope",
      help: "Slope of leaky ReLU below zero.",
      default: defaultActivationSettings.negativeSlope,
      min: 0,
      max: 1,
      shownWhen: { field: "activation", oneOf: ["leakyRelu"] },
    }),
    alpha: number({
      label: "Alpha",
      help: "ELU approaches minus alpha for very negative inputs.",
      default: defaultActivationSettings.alpha,
      min: 0,
      max: 10,
      shownWhen: { field: "activation", oneOf: ["elu"] },
    }),
    approximate: boolean({
      label: "Tanh approximation",
      help: "Computes GELU by its older tanh formula instead of the exact one.",
      default: defaultActivationSettings.approximate,
      shownWhen: { field: "activation", oneOf: ["gelu"] },
    }),
  },
  sampleShape: [4],
  describe: (parameters) => activationLabels[parameters.activation],
  lower: (context, inputs, { activation: name, ...settings }) => [applyActivation(context, single(inputs), name, settings)],
});
