import { defineBlock } from "../definition.ts";
import { choice, integer } from "../parameterFields.ts";
import { requireSequence, sequencePaddingLabels, single } from "../windows.ts";
import { filtersField, groupsField, outputFields, weightFields } from "./convolutionFields.ts";
import { convolve, describeConvolution } from "./convolve.ts";
import { initializerOf } from "./sharedFields.ts";

export const convolution1d = defineBlock({
  kind: "convolution1d",
  label: "1D Convolution",
  category: "convolution",
  summary: "Slides small filters along a sequence; every filter makes one channel of the output.",
  keywords: ["conv1d", "cnn", "filter", "kernel", "sequence", "time series", "causal", "text"],
  inputs: [{ name: "input", label: "Input" }],
  outputs: [{ name: "output", label: "Output" }],
  parameters: {
    filters: filtersField,
    kernelSize: integer({
      label: "Kernel size",
      help: "How many steps of the sequence each filter sees.",
      unit: "steps",
      default: 3,
      min: 1,
      max: 1024,
    }),
    strides: integer({
      label: "Strides",
      help: "How far the filter moves at a time; 2 halves the length.",
      unit: "steps",
      default: 1,
      min: 1,
      max: 1024,
    }),
    padding: choice(sequencePaddingLabels, {
      label: "Padding",
      help: "Valid takes only windows that lie inside the sequence; Same and Causal fill with zeros, Causal only before the start.",
      default: "valid",
    }),
    ...outputFields,
    dilation: integer({
      label: "Dilation",
      help: "Distance between the steps that a filter looks at; 1 is an ordinary filter.",
      unit: "steps",
      default: 1,
      min: 1,
      max: 1024,
      isAdvanced: true,
    }),
    groups: groupsField,
    ...weightFields,
  },
  widthParameter: "filters",
  sampleShape: [8, 2],
  describe: ({ filters, kernelSize, activation }) => describeConvolution(`${filters} filters`, [kernelSize], activation),
  lower(context, inputs, parameters) {
    const { kernelSize, strides, dilation } = parameters;
    const x = requireSequence(context, single(inputs));
    const window = { size: [kernelSize], strides: [strides], dilation: [dilation] };
    return [convolve(context, x, { ...parameters, ...initializerOf(parameters), ...window })];
  },
});
