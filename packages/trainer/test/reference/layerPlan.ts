/** From a case of layers.json to blocks of the catalogue with parameters. Null: no block stands for it. */
import type { LayerCase, Settings } from "./caseSchemas.ts";
import { planComposite } from "./compositePlan.ts";
import { type LayerStep, normTensors, plainTensors, step } from "./layerStep.ts";
import { planSequence } from "./sequencePlan.ts";

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
  selu: "selu",
  mish: "mish",
  softplus: "softplus",
  softsign: "softsign",
  log_sigmoid: "logSigmoid",
  hard_sigmoid: "hardSigmoid",
  hard_sigmoid_old: "hardSigmoidKeras2",
  hard_swish: "hardSwish",
  relu6: "relu6",
  exponential: "exponential",
};

const reductionNames: Readonly<Record<string, string>> = { std: "deviation", l2_norm: "length", logsumexp: "logSumExp" };

export function planLayer(layer: LayerCase): readonly LayerStep[] | null {
  const { kind, config, inputs, params } = layer;
  switch (kind) {
    case "dense":
      return [step("dense", { units: config.units, useBias: config.use_bias, activation: "linear" }, plainTensors)];
    case "embedding":
      return [step("embedding", { vocabulary: config.vocabulary, units: config.dim }, { table: "table" })];
    case "conv1d":
      return [step("convolution1d", { filters: config.filters, groups: config.groups, ...alongSequence(config) }, plainTensors)];
    case "conv2d":
      return [step("convolution2d", { filters: config.filters, groups: config.groups, ...overImage(config) }, plainTensors)];
    case "depthwise_conv2d":
      return [
        step(
          "depthwiseConvolution2d",
          { multiplier: config.depth_multiplier, ...overImage(config) },
          { kernel: "depthwise_kernel" },
        ),
      ];
    case "separable_conv2d": {
      const parameters = { filters: config.filters, multiplier: config.depth_multiplier, ...overImage(config) };
      return [step("separableConvolution2d", parameters)];
    }
    case "conv2d_transpose": {
      const { dilation: _none, ...parameters } = overImage(config);
      return [step("transposedConvolution2d", { filters: config.filters, ...parameters }, plainTensors)];
    }
    case "max_pool1d":
    case "average_pool1d": {
      const pool = { poolSize: onlyOf(config.pool_size), strides: onlyOf(config.strides), padding: config.padding };
      return [step(kind === "max_pool1d" ? "maxPooling1d" : "averagePooling1d", pool)];
    }
    case "max_pool2d":
    case "average_pool2d": {
      const pool = { poolSize: config.pool_size, strides: config.strides, padding: config.padding };
      return [step(kind === "max_pool2d" ? "maxPooling2d" : "averagePooling2d", pool)];
    }
    case "global_average_pool1d":
    case "global_average_pool2d":
      return [step("globalAveragePooling2d", { keepDims: config.keepdims })];
    case "global_max_pool1d":
    case "global_max_pool2d":
      return [step("globalMaxPooling", { keepDims: config.keepdims })];
    case "layer_norm":
      return [step("layerNormalization", { epsilon: config.epsilon, axisCount: listOf(config.axis).length })];
    case "rms_norm":
      return [step("rmsNormalization", { epsilon: config.epsilon })];
    case "group_norm":
      return [step("groupNormalization", { epsilon: config.epsilon, groups: config.groups })];
    case "batch_norm": {
      const { epsilon, momentum, scale, center } = config;
      const mode = config.training ? "training" : "inference";
      return [{ ...step("batchNormalization", { epsilon, momentum, scale, center }, normTensors), mode }];
    }
    case "activation":
      return planActivation(config);
    case "prelu":
      return [step("activation", { activation: "prelu", slopeSharing: shareSlopes(inputs, params) })];
    case "softmax":
      return [step("activation", { activation: "softmax", axis: config.axis })];
    case "log_softmax":
      return [step("activation", { activation: "logSoftmax", axis: config.axis })];
    case "flatten":
      return [step("flatten", {})];
    case "reshape":
      return [step("reshape", { targetShape: config.target_shape })];
    case "permute":
      return [step("permute", { order: config.dims })];
    case "repeat_vector":
      return [step("repeat", { count: config.n })];
    case "zero_padding1d":
    case "cropping1d": {
      const [before, after] = listOf(config.padding ?? config.cropping);
      return [step(kind === "cropping1d" ? "cropping1d" : "zeroPadding1d", { before, after })];
    }
    case "zero_padding2d":
    case "cropping2d": {
      const [rows, columns] = listOf(config.padding ?? config.cropping).map(listOf);
      const sides = { top: rows?.[0], bottom: rows?.[1], left: columns?.[0], right: columns?.[1] };
      return [step(kind === "cropping2d" ? "cropping2d" : "zeroPadding2d", sides)];
    }
    case "upsampling2d":
      return [step("upsampling2d", { size: config.size, interpolation: config.interpolation })];
    case "reduce":
      return [planReduction(config, inputs)];
    case "merge_add":
    case "merge_subtract":
    case "merge_multiply":
    case "merge_average":
    case "merge_maximum":
    case "merge_minimum":
      return [step(kind.slice("merge_".length), {})];
    case "merge_dot": {
      const [firstAxis, secondAxis] = listOf(config.axes);
      return [step("dot", { normalize: config.normalize, firstAxis, secondAxis })];
    }
    case "concatenate":
      return [step("concatenate", { axis: config.axis })];
    case "composite":
      return planComposite(config, params);
    default:
      return planSequence(layer);
  }
}

/** What the convolutions over images have in common. */
function overImage(config: Settings) {
  const { strides, padding, dilation, use_bias: useBias } = config;
  return { kernelSize: config.kernel_size, strides, padding, dilation, useBias, activation: "linear" };
}

function alongSequence(config: Settings) {
  const { padding, use_bias: useBias } = config;
  const window = { kernelSize: onlyOf(config.kernel_size), strides: onlyOf(config.strides), dilation: onlyOf(config.dilation) };
  return { ...window, padding, useBias, activation: "linear" };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function onlyOf(value: unknown): unknown {
  return listOf(value)[0];
}

function shareSlopes(inputs: LayerCase["inputs"], { alpha }: LayerCase["params"]): "channel" | "number" | "all" {
  const sample = Object.values(inputs)[0]?.shape.slice(1) ?? [];
  if (alpha?.shape.join() === sample.slice(-1).join()) return "channel";
  return alpha?.values.length === 1 ? "all" : "number";
}

/** Axes of the batch as well: the whole input is then one sample. */
function planReduction({ op, axes, keepdims }: Settings, inputs: LayerCase["inputs"]): LayerStep {
  const rank = Object.values(inputs)[0]?.shape.length ?? 1;
  const places = listOf(axes)
    .map(Number)
    .map((axis) => (axis < 0 ? axis + rank : axis) + 1);
  const reduction = reductionNames[String(op)] ?? op;
  return { ...step("reduce", { reduction, axes: places, keepDims: keepdims }), isOneSample: true };
}

function planActivation({ activation, alpha, approximate }: Settings): readonly LayerStep[] | null {
  const name = activationNames[String(activation)];
  if (name === undefined) return null;
  const own = { leakyRelu: { negativeSlope: alpha }, elu: { alpha }, gelu: { approximate } };
  const settings = name === "leakyRelu" || name === "elu" || name === "gelu" ? own[name] : {};
  return [step("activation", { activation: name, ...settings })];
}
