/** From a case of layers.json to blocks of the catalogue with parameters. Null: no block stands for it. */
import type { LayerCase, Settings } from "./caseSchemas.ts";

export interface LayerStep {
  readonly kind: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly mode: "training" | "inference";
  /** The block's tensor name to the case's. */
  readonly tensors: Readonly<Record<string, string>>;
}

const plainTensors = { kernel: "kernel", bias: "bias" };
const normTensors = { gamma: "gamma", beta: "beta", running_mean: "running_mean", running_variance: "running_var" };

/** Names of the reference to names of the Activation block. */
export const activationNames: Readonly<Record<string, string>> = {
  linear: "linear",
  relu: "relu",
  leaky_relu: "leakyRelu",
  elu: "elu",
  elu_alpha: "elu",
  gelu_erf: "gelu",
  gelu_tanh: "gelu",
  silu: "swish",
  sigmoid: "sigmoid",
  tanh: "tanh",
};

export function planLayer({ kind, config, params }: LayerCase): readonly LayerStep[] | null {
  switch (kind) {
    case "dense":
      return [step("dense", { units: config.units, useBias: config.use_bias, activation: "linear" }, plainTensors)];
    case "embedding":
      return [step("embedding", { vocabulary: config.vocabulary, units: config.dim }, { table: "table" })];
    case "conv2d":
      return [
        step(
          "convolution2d",
          {
            filters: config.filters,
            kernelSize: config.kernel_size,
            strides: config.strides,
            padding: config.padding,
            dilation: config.dilation,
            groups: config.groups,
            useBias: config.use_bias,
            activation: "linear",
          },
          plainTensors,
        ),
      ];
    case "max_pool2d":
    case "average_pool2d": {
      const pool = { poolSize: config.pool_size, strides: config.strides, padding: config.padding };
      return [step(kind === "max_pool2d" ? "maxPooling2d" : "averagePooling2d", pool)];
    }
    case "global_average_pool2d":
      return [step("globalAveragePooling2d", { keepDims: config.keepdims })];
    case "batch_norm": {
      const { epsilon, momentum, scale, center } = config;
      const mode = config.training ? "training" : "inference";
      return [{ ...step("batchNormalization", { epsilon, momentum, scale, center }, normTensors), mode }];
    }
    case "activation":
      return planActivation(config);
    case "softmax":
      return [step("activation", { activation: "softmax", axis: config.axis })];
    case "flatten":
      return [step("flatten", {})];
    case "reshape":
      return [step("reshape", { targetShape: config.target_shape })];
    case "merge_add":
      return [step("add", {})];
    case "concatenate":
      return [step("concatenate", { axis: config.axis })];
    case "composite":
      return planComposite(config, params);
    default:
      return null;
  }
}

function step(
  kind: string,
  parameters: Readonly<Record<string, unknown>>,
  tensors: Readonly<Record<string, string>> = {},
): LayerStep {
  return { kind, parameters, mode: "training", tensors };
}

function planActivation({ activation, alpha, approximate }: Settings): readonly LayerStep[] | null {
  const name = activationNames[String(activation)];
  if (name === undefined) return null;
  const own = { leakyRelu: { negativeSlope: alpha }, elu: { alpha }, gelu: { approximate } };
  const settings = name === "leakyRelu" || name === "elu" || name === "gelu" ? own[name] : {};
  return [step("activation", { activation: name, ...settings })];
}

/** Steps are words such as "conv2d same, no bias"; parameters are numbered in order of use: kernel1, gamma1, kernel2. */
function planComposite({ steps }: Settings, params: LayerCase["params"]): readonly LayerStep[] | null {
  if (!Array.isArray(steps)) return null;
  const planned: LayerStep[] = [];
  let place = 0;
  for (const words of steps.map(String)) {
    const usesNumber = /^(conv2d|dense|batch_norm)\b/.test(words);
    if (usesNumber && !words.startsWith("batch_norm")) place++;
    const numbered = Object.fromEntries(
      Object.entries({ ...plainTensors, ...normTensors }).map(([own, name]) => {
        const candidates = Object.keys(params).filter((key) => key.replace(/\d+$/, "") === name);
        return [own, candidates.find((key) => key === `${name}${place}`) ?? `${name}${place}`];
      }),
    );
    const planStep = planWords(words, numbered, params);
    if (!planStep) return null;
    planned.push(planStep);
  }
  return planned;
}

function planWords(words: string, tensors: Readonly<Record<string, string>>, params: LayerCase["params"]): LayerStep | null {
  const kernel = params[tensors.kernel ?? ""]?.shape ?? [];
  const window = /(?:max|average) pool (\d+) (valid|same)/.exec(words);
  if (window) {
    const size = Number(window[1]);
    const pool = { poolSize: [size, size], strides: [size, size], padding: window[2] };
    return step(words.startsWith("max") ? "maxPooling2d" : "averagePooling2d", pool);
  }
  if (/^conv2d (same|valid)(, no bias)?$/.test(words)) {
    const padding = words.includes("same") ? "same" : "valid";
    const useBias = !words.includes("no bias");
    const parameters = { filters: kernel[3], kernelSize: kernel.slice(0, 2), padding, useBias, activation: "linear" };
    return step("convolution2d", parameters, tensors);
  }
  const norm = /^batch_norm eps ([\d.e-]+), training$/.exec(words);
  if (norm) return step("batchNormalization", { epsilon: Number(norm[1]) }, tensors);
  if (words === "dense") return step("dense", { units: kernel[1], activation: "linear" }, tensors);
  if (words === "flatten") return step("flatten", {});
  return ["relu", "tanh", "sigmoid"].includes(words) ? step("activation", { activation: words }) : null;
}
