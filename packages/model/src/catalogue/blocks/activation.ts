import { activationLabels, applyActivation, defaultActivationSettings } from "../activations.ts";
import { defineBlock } from "../definition.ts";
import { boolean, choice, integer, number } from "../parameterFields.ts";
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
    axis: integer({
      label: "Axis",
      help: "Axis of a sample, counted from 1, along which Softmax makes probabilities; −1 is the last one.",
      default: defaultActivationSettings.axis,
      min: -6,
      max: 6,
      shownWhen: { field: "activation", oneOf: ["softmax"] },
      isAdvanced: true,
    }),
  },
  sampleShape: [4],
  describe: (parameters) => activationLabels[parameters.activation],
  lower(context, inputs, { activation: name, ...settings }) {
    const x = single(inputs);
    const rank = x.type.shape.length;
    const place = settings.axis < 0 ? settings.axis + rank : settings.axis;
    if (name === "softmax" && (place < 1 || place >= rank)) {
      context.fail(
        "no-such-axis",
        `Axis ${settings.axis} does not exist: a sample has the axes 1 to ${rank - 1}. Set Axis to −1.`,
      );
    }
    return [applyActivation(context, x, name, settings)];
  },
});
