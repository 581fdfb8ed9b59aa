import { defineBlock } from "../definition.ts";
import { requireImage, single } from "../windows.ts";
import {
  dilationField,
  kernelSizeField,
  multiplierField,
  outputFields,
  stridesField,
  weightFields,
} from "./convolutionFields.ts";
import { convolveDepthwise, describeConvolution, finishOutput } from "./convolve.ts";
import { initializerOf, paddingField } from "./sharedFields.ts";

export const depthwiseConvolution2d = defineBlock({
  kind: "depthwiseConvolution2d",
  label: "2D Depthwise convolution",
  category: "convolution",
  summary: "Slides filters over an image, each channel with its own, so that channels do not mix.",
  keywords: ["depthwise", "conv2d", "mobilenet", "filter", "image"],
  inputs: [{ name: "input", label: "Input" }],
  outputs: [{ name: "output", label: "Output" }],
  parameters: {
    kernelSize: kernelSizeField,
    multiplier: multiplierField,
    strides: stridesField,
    padding: paddingField,
    ...outputFields,
    dilation: dilationField,
    ...weightFields,
  },
  sampleShape: [8, 8, 2],
  describe: ({ multiplier, kernelSize, activation }) => describeConvolution(`× ${multiplier},`, kernelSize, activation),
  lower(context, inputs, parameters) {
    const x = requireImage(context, single(inputs));
    const settings = { ...parameters, ...initializerOf(parameters), size: parameters.kernelSize };
    const { filtered, fans } = convolveDepthwise(context, x, settings);
    return [finishOutput(context, filtered, { ...parameters, fans })];
  },
});
