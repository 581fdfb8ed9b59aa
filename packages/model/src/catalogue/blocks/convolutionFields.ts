/** Parameters of the convolution blocks, so that the same setting reads the same on each. */
import { integer, pair } from "../parameterFields.ts";
import { regularizerFields } from "../regularizers.ts";
import { activationField, biasInitializerField, initializerFields, trainableField, useBiasField } from "./sharedFields.ts";

export const filtersField = integer({
  label: "Filters",
  help: "How many channels the output has.",
  default: 16,
  min: 1,
  max: 4096,
});

export const kernelSizeField = pair({
  label: "Kernel size",
  help: "Height and width of each filter.",
  unit: "pixels",
  default: [3, 3],
  min: 1,
  max: 64,
});

export const stridesField = pair({
  label: "Strides",
  help: "How far the filter moves at a time; 2 halves height and width.",
  unit: "pixels",
  default: [1, 1],
  min: 1,
  max: 64,
});

export const dilationField = pair({
  label: "Dilation",
  help: "Distance between the pixels that a filter looks at; 1 is an ordinary filter.",
  unit: "pixels",
  default: [1, 1],
  min: 1,
  max: 64,
  isAdvanced: true,
});

export const groupsField = integer({
  label: "Groups",
  help: "Splits the channels into runs that are filtered apart; must divide both the channels that come in and the filters.",
  default: 1,
  min: 1,
  max: 4096,
  isAdvanced: true,
});

export const multiplierField = integer({
  label: "Depth multiplier",
  help: "How many filters each channel has.",
  default: 1,
  min: 1,
  max: 64,
});

/** What follows the filter on every convolution. */
export const outputFields = { activation: activationField, useBias: useBiasField };

export const weightFields = {
  ...initializerFields({ initializer: "glorotUniform" }),
  biasInitializer: biasInitializerField,
  ...regularizerFields,
  trainable: trainableField,
};
