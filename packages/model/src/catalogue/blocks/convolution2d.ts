import { activationLabels, applyActivation } from "../activations.ts";
import { defineBlock } from "../definition.ts";
import { integer, pair } from "../parameterFields.ts";
import { placeWindows, requireImage, single } from "../windows.ts";
import {
  activationField,
  biasInitializerField,
  initializerFields,
  initializerOf,
  paddingField,
  trainableField,
  useBiasField,
} from "./sharedFields.ts";

export const convolution2d = defineBlock({
  kind: "convolution2d",
  label: "2D Convolution",
  category: "convolution",
  summary: "Slides small filters over an image; every filter makes one channel of the output.",
  keywords: ["conv2d", "cnn", "filter", "kernel", "image"],
  inputs: [{ name: "input", label: "Input" }],
  outputs: [{ name: "output", label: "Output" }],
  parameters: {
    filters: integer({ label: "Filters", help: "How many channels the output has.", default: 16, min: 1, max: 4096 }),
    kernelSize: pair({
      label: "Kernel size",
      help: "Height and width of each filter.",
      unit: "pixels",
      default: [3, 3],
      min: 1,
      max: 64,
    }),
    strides: pair({
      label: "Strides",
      help: "How far the filter moves at a time; 2 halves height and width.",
      unit: "pixels",
      default: [1, 1],
      min: 1,
      max: 64,
    }),
    padding: paddingField,
    activation: activationField,
    useBias: useBiasField,
    dilation: pair({
      label: "Dilation",
      help: "Distance between the pixels that a filter looks at; 1 is an ordinary filter.",
      unit: "pixels",
      default: [1, 1],
      min: 1,
      max: 64,
      isAdvanced: true,
    }),
    groups: integer({
      label: "Groups",
      help: "Splits the channels into runs that are filtered apart; must divide both the channels that come in and the filters.",
      default: 1,
      min: 1,
      max: 4096,
      isAdvanced: true,
    }),
    ...initializerFields({ initializer: "glorotUniform" }),
    biasInitializer: biasInitializerField,
    trainable: trainableField,
  },
  widthParameter: "filters",
  sampleShape: [8, 8, 2],
  describe: ({ filters, kernelSize, activation }) =>
    `${filters} filters ${kernelSize.join(" × ")}${activation === "linear" ? "" : ` · ${activationLabels[activation]}`}`,
  lower(context, inputs, parameters) {
    const { builder } = context;
    const { filters, kernelSize, strides, padding, dilation, groups, useBias, activation, biasInitializer, trainable } =
      parameters;
    const x = requireImage(context, single(inputs));
    const channels = x.type.shape.at(-1) ?? 1;
    if (channels % groups !== 0 || filters % groups !== 0) {
      context.fail(
        "groups-do-not-divide",
        `Groups (${groups}) must divide the ${channels} channels that come in and the ${filters} filters. Set Groups to 1.`,
      );
    }
    const { padLow, padHigh } = placeWindows(context, x, { size: kernelSize, strides, padding, dilation });
    const area = kernelSize[0] * kernelSize[1];
    const fans = { in: (area * channels) / groups, out: (area * filters) / groups };
    const shape = [...kernelSize, channels / groups, filters];
    const kernel = context.parameter({ name: "kernel", shape, ...initializerOf(parameters), fans, trainable });
    const filtered = builder.conv(x, kernel, { strides, padLow, padHigh, kernelDilation: dilation, groups });
    const biased = useBias
      ? builder.add(
          filtered,
          context.parameter({ name: "bias", shape: [filters], initializer: biasInitializer, fans, trainable }),
        )
      : filtered;
    return [applyActivation(context, biased, activation)];
  },
});
