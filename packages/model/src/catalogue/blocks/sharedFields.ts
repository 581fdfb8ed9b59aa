/** Parameters that several blocks have in common, so that they read the same everywhere. */
import { activationLabels } from "../activations.ts";
import { kernelInitializerLabels } from "../initializers.ts";
import { boolean, choice } from "../parameterFields.ts";
import { paddingLabels } from "../windows.ts";

/** ReLU is the default: a hidden layer without an activation adds nothing, and the checks speak up on a last layer that keeps it. */
export const activationField = choice(activationLabels, {
  label: "Activation",
  help: "Function applied to every output; ReLU suits hidden layers, Linear, Sigmoid or Softmax the last one.",
  default: "relu",
});

export const useBiasField = boolean({
  label: "Bias",
  help: "Adds one trainable number to every output; not needed in front of batch normalization.",
  default: true,
});

export const kernelInitializerField = choice(kernelInitializerLabels, {
  label: "Initializer",
  help: "Distribution of the first weights; Glorot suits most activations, He suits deep stacks of ReLU.",
  default: "glorotUniform",
  isAdvanced: true,
});

export const trainableField = boolean({
  label: "Trainable",
  help: "Off keeps the weights of this block as they are while the rest of the model trains.",
  default: true,
  isAdvanced: true,
});

export const paddingField = choice(paddingLabels, {
  label: "Padding",
  help: "Valid takes only windows that lie inside the image; Same fills the border with zeros so that stride 1 keeps the size.",
  default: "valid",
});
