import { defineBlock } from "../definition.ts";
import { requireImage, single } from "../windows.ts";
import {
  dilationField,
  filtersField,
  kernelSizeField,
  multiplierField,
  outputFields,
  stridesField,
  weightFields,
} from "./convolutionFields.ts";
import { convolveDepthwise, describeConvolution, finishOutput } from "./convolve.ts";
import { initializerOf, paddingField } from "./sharedFields.ts";

export const separableConvolution2d = defineBlock({
  kind: "separableConvolution2d",
  label: "2D Separable convolution",
  category: "convolution",
  summary: "Filters every channel by itself, then mixes the channels place by place: a convolution with far fewer weights.",
  keywords: ["separable", "depthwise", "pointwise", "conv2d", "xception", "mobilenet", "image"],
  inputs: [{ name: "input", label: "Input" }],
  outputs: [{ name: "output", label: "Output" }],
  parameters: {
    filters: filtersField,
    kernelSize: kernelSizeField,
    strides: stridesField,
    padding: paddingField,
    ...outputFields,
    multiplier: { ...multiplierField, isAdvanced: true },
    dilation: dilationField,
    ...weightFields,
  },
  widthParameter: "filters",
  sampleShape: [8, 8, 2],
  describe: ({ filters, kernelSize, activation }) => describeConvolution(`${filters} filters`, kernelSize, activation),
  lower(context, inputs, parameters) {
    const { builder } = context;
    const { filters, trainable } = parameters;
    const x = requireImage(context, single(inputs));
    const weights = { ...initializerOf(parameters), trainable };
    const { filtered } = convolveDepthwise(context, x, { ...parameters, ...weights, size: parameters.kernelSize });
    const channels = filtered.type.shape.at(-1) ?? 1;
    const fans = { in: channels, out: filters };
    const pointwise = context.parameter({ name: "pointwise_kernel", shape: [1, 1, channels, filters], ...weights, fans });
    const mixed = builder.matmul(filtered, builder.reshape(pointwise, [channels, filters]));
    return [finishOutput(context, mixed, { ...parameters, fans })];
  },
});
