import { defineBlock } from "../definition.ts";
import { requireImage, single } from "../windows.ts";
import {
  dilationField,
  filtersField,
  groupsField,
  kernelSizeField,
  outputFields,
  stridesField,
  weightFields,
} from "./convolutionFields.ts";
import { convolve, describeConvolution } from "./convolve.ts";
import { initializerOf, paddingField } from "./sharedFields.ts";

export const convolution2d = defineBlock({
  kind: "convolution2d",
  label: "2D Convolution",
  category: "convolution",
  summary: "Slides small filters over an image; every filter makes one channel of the output.",
  keywords: ["conv2d", "cnn", "filter", "kernel", "image"],
  inputs: [{ name: "input", label: "Input" }],
  outputs: [{ name: "output", label: "Output" }],
  parameters: {
    filters: filtersField,
    kernelSize: kernelSizeField,
    strides: stridesField,
    padding: paddingField,
    ...outputFields,
    dilation: dilationField,
    groups: groupsField,
    ...weightFields,
  },
  widthParameter: "filters",
  sampleShape: [8, 8, 2],
  describe: ({ filters, kernelSize, activation }) => describeConvolution(`${filters} filters`, kernelSize, activation),
  lower(context, inputs, parameters) {
    const x = requireImage(context, single(inputs));
    return [convolve(context, x, { ...parameters, ...initializerOf(parameters), size: parameters.kernelSize })];
  },
});
