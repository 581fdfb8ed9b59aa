/** The adjoint of a convolution with the same padding rule, as in Keras; where strides are larger than the filter, zeros lie between. */
import { defineBlock } from "../definition.ts";
import { requireImage, single } from "../windows.ts";
import { filtersField, kernelSizeField, outputFields, stridesField, weightFields } from "./convolutionFields.ts";
import { describeConvolution, finishOutput } from "./convolve.ts";
import { initializerOf, paddingField } from "./sharedFields.ts";

export const transposedConvolution2d = defineBlock({
  kind: "transposedConvolution2d",
  label: "2D Transposed convolution",
  category: "convolution",
  summary: "Spreads every pixel by a filter, so that the image grows: a convolution run backwards.",
  keywords: ["deconvolution", "conv2dtranspose", "convtranspose2d", "upsample", "decoder", "generator"],
  inputs: [{ name: "input", label: "Input" }],
  outputs: [{ name: "output", label: "Output" }],
  parameters: {
    filters: filtersField,
    kernelSize: kernelSizeField,
    strides: {
      ...stridesField,
      help: "How far the places of neighbouring pixels lie apart in the output; 2 doubles height and width.",
      default: [2, 2],
    },
    padding: {
      ...paddingField,
      help: "Same makes the output exactly strides times as large; Valid keeps what the filter spreads beyond that.",
      default: "same",
    },
    ...outputFields,
    ...weightFields,
  },
  widthParameter: "filters",
  sampleShape: [4, 4, 2],
  describe: ({ filters, kernelSize, activation }) => describeConvolution(`${filters} filters`, kernelSize, activation),
  lower(context, inputs, parameters) {
    const { builder } = context;
    const { filters, kernelSize, strides, padding, trainable } = parameters;
    const x = requireImage(context, single(inputs));
    const channels = x.type.shape.at(-1) ?? 1;
    const area = kernelSize[0] * kernelSize[1];
    const fans = { in: area * channels, out: area * filters };
    const kernel = context.parameter({
      name: "kernel",
      shape: [...kernelSize, filters, channels],
      ...initializerOf(parameters),
      fans,
      trainable,
    });
    const padLow: number[] = [];
    const padHigh: number[] = [];
    for (const [axis, size] of kernelSize.entries()) {
      const stride = strides[axis] ?? 1;
      const n = x.type.shape[axis + 1] ?? 1;
      const overhang = Math.max(size - stride, 0);
      const result = n * stride + (padding === "same" ? 0 : overhang);
      const cut = padding === "same" ? Math.floor(overhang / 2) : 0;
      const dilated = (n - 1) * stride + 1;
      padLow.push(size - 1 - cut);
      padHigh.push(result - dilated + cut);
    }
    const turned = builder.permute(builder.flip(kernel, [0, 1]), [0, 1, 3, 2]);
    const spread = builder.conv(x, turned, { strides: [1, 1], padLow, padHigh, inputDilation: strides });
    return [finishOutput(context, spread, { ...parameters, fans })];
  },
});
