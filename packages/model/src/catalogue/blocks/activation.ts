import { activationLabels, applyActivation, defaultActivationSettings, firstSlope } from "../activations.ts";
import { resolveAxis } from "../axes.ts";
import { defineBlock } from "../definition.ts";
import { boolean, choice, integer, number } from "../parameterFields.ts";
import { single } from "../windows.ts";
import { trainableField } from "./sharedFields.ts";

export const activation = defineBlock({
  kind: "activation",
  label: "Activation",
  category: "activation",
  summary: "Applies a function to every number; Softmax turns the last axis into probabilities.",
  keywords: ["relu", "sigmoid", "softmax", "tanh", "gelu", "elu", "selu", "swish", "silu", "mish", "prelu", "nonlinearity"],
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
    firstSlope: number({
      label: "First slope",
      help: "Where the slopes of PReLU start; training changes them.",
      default: firstSlope,
      min: 0,
      max: 1,
      shownWhen: { field: "activation", oneOf: ["prelu"] },
    }),
    slopeSharing: choice(
      { channel: "One per channel", number: "One per number", all: "One for all" },
      {
        label: "Slopes",
        help: "How many slopes PReLU trains.",
        default: "channel",
        shownWhen: { field: "activation", oneOf: ["prelu"] },
      },
    ),
    alpha: number({
      label: "Alpha",
      help: "ELU and CELU approach minus alpha for very negative inputs.",
      default: defaultActivationSettings.alpha,
      min: 0,
      max: 10,
      shownWhen: { field: "activation", oneOf: ["elu", "celu"] },
    }),
    approximate: boolean({
      label: "Tanh approximation",
      help: "Computes GELU by its older tanh formula instead of the exact one.",
      default: defaultActivationSettings.approximate,
      shownWhen: { field: "activation", oneOf: ["gelu"] },
    }),
    axis: integer({
      label: "Axis",
      help: "Axis of a sample, counted from 1, along which the sum runs; −1 is the last one.",
      default: defaultActivationSettings.axis,
      min: -6,
      max: 6,
      shownWhen: { field: "activation", oneOf: ["softmax", "logSoftmax"] },
      isAdvanced: true,
    }),
    threshold: number({
      label: "Threshold",
      help: "Numbers nearer to zero than this become zero.",
      default: defaultActivationSettings.threshold,
      min: 0,
      max: 100,
      shownWhen: { field: "activation", oneOf: ["softShrink", "hardShrink"] },
    }),
    trainable: {
      ...trainableField,
      help: "Off keeps the slopes of PReLU as they are.",
      shownWhen: { field: "activation", oneOf: ["prelu"] },
    },
  },
  sampleShape: [4],
  describe: (parameters) => activationLabels[parameters.activation],
  lower(context, inputs, { activation: name, firstSlope: slope, slopeSharing, trainable, ...own }) {
    const x = single(inputs);
    if (name === "softmax" || name === "logSoftmax") resolveAxis(context, x, own.axis);
    const settings = name === "prelu" ? { ...own, negativeSlope: slope } : own;
    return [applyActivation(context, x, name, { settings, slopeSharing, trainable })];
  },
});
