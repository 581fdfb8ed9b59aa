/** Parameters that several blocks have in common, so that they read the same everywhere. */
import { activationLabels } from "../activations.ts";
import {
  defaultInitializerSettings,
  type InitializerName,
  type InitializerSettings,
  kernelInitializerLabels,
} from "../initializers.ts";
import { boolean, choice, number, type ParametersOf } from "../parameterFields.ts";
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

const initializerModes = { fanIn: "Inputs of a unit", fanOut: "Outputs of a unit", fanAverage: "Mean of both" } as const;
const initializerShapes = { truncatedNormal: "Truncated normal", normal: "Normal", uniform: "Uniform" } as const;

/** The initializer of a kernel and the numbers that some of them take. */
export function initializerFields(defaults: { readonly initializer: keyof typeof kernelInitializerLabels }) {
  return {
    initializer: choice(kernelInitializerLabels, {
      label: "Initializer",
      help: "Distribution of the first weights; Glorot suits most activations, He suits deep stacks of ReLU.",
      default: defaults.initializer,
      isAdvanced: true,
    }),
    initializerSize: number({
      label: "Initializer size",
      help: "The constant, the limit of the uniform or the deviation of the normal distribution.",
      default: defaultInitializerSettings.size,
      min: -100,
      max: 100,
      shownWhen: { field: "initializer", oneOf: ["randomUniform", "randomNormal", "truncatedNormal", "constant"] },
      isAdvanced: true,
    }),
    initializerGain: number({
      label: "Initializer gain",
      help: "Factor of the matrix, or of the variance for variance scaling.",
      default: defaultInitializerSettings.gain,
      min: 0,
      max: 100,
      shownWhen: { field: "initializer", oneOf: ["varianceScaling", "orthogonal", "identity"] },
      isAdvanced: true,
    }),
    initializerMode: choice(initializerModes, {
      label: "Initializer fan",
      help: "The count of connections that the variance is divided by.",
      default: defaultInitializerSettings.mode,
      shownWhen: { field: "initializer", oneOf: ["varianceScaling"] },
      isAdvanced: true,
    }),
    initializerDistribution: choice(initializerShapes, {
      label: "Initializer distribution",
      help: "How the first weights spread around zero.",
      default: defaultInitializerSettings.distribution,
      shownWhen: { field: "initializer", oneOf: ["varianceScaling"] },
      isAdvanced: true,
    }),
  };
}

/** What `BlockContext.parameter` takes, from the values of `initializerFields`. */
export function initializerOf(parameters: ParametersOf<ReturnType<typeof initializerFields>>): {
  readonly initializer: InitializerName;
  readonly initializerSettings: InitializerSettings;
} {
  const { initializer, initializerSize, initializerGain, initializerMode, initializerDistribution } = parameters;
  return {
    initializer,
    initializerSettings: {
      size: initializerSize,
      gain: initializerGain,
      mode: initializerMode,
      distribution: initializerDistribution,
    },
  };
}

export const biasInitializerField = choice(
  { zeros: "Zeros", ones: "Ones", pytorchUniform: "PyTorch default" },
  {
    label: "Bias initializer",
    help: "First values of the bias; PyTorch starts it as it starts the weights.",
    default: "zeros",
    isAdvanced: true,
  },
);

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
