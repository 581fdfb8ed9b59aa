/**
 * Momentum is named as in Keras: the share of the old running value that is kept. 0.9 and epsilon 1e-5 are PyTorch's defaults
 * (which calls the same momentum 0.1). The running variance takes the biased variance of the batch, as Keras does.
 */
import type { ProgramBuilder, Value } from "@downhill/ir";
import { type BlockContext, defineBlock } from "../definition.ts";
import { boolean, number } from "../parameterFields.ts";
import { single } from "../windows.ts";
import { trainableField } from "./sharedFields.ts";

export const batchNormalization = defineBlock({
  kind: "batchNormalization",
  label: "Batch normalization",
  category: "normalization",
  summary: "Shifts and scales every channel to mean 0 and variance 1 over the batch, then by two trainable numbers.",
  keywords: ["batchnorm", "bn", "normalize", "standardize"],
  inputs: [{ name: "input", label: "Input" }],
  outputs: [{ name: "output", label: "Output" }],
  parameters: {
    momentum: number({
      label: "Momentum",
      help: "Share of the running mean and variance that is kept at each step (PyTorch counts the other share).",
      default: 0.9,
      min: 0,
      max: 0.9999,
    }),
    epsilon: number({
      label: "Epsilon",
      help: "Added to the variance so that a constant channel does not divide by zero.",
      default: 1e-5,
      min: 1e-12,
      max: 1,
      scale: "logarithmic",
      isAdvanced: true,
    }),
    scale: boolean({
      label: "Scale",
      help: "Multiplies every channel by a trainable number (gamma).",
      default: true,
      isAdvanced: true,
    }),
    center: boolean({
      label: "Center",
      help: "Adds a trainable number (beta) to every channel.",
      default: true,
      isAdvanced: true,
    }),
    trainable: trainableField,
  },
  sampleShape: [4],
  describe: ({ momentum }) => `momentum ${momentum}`,
  lower(context, inputs, { momentum, epsilon, scale, center, trainable }) {
    const { builder } = context;
    const x = single(inputs);
    const channels = x.type.shape.at(-1) ?? 1;
    const runningMean = context.statistic("running_mean", [channels], 0);
    const runningVariance = context.statistic("running_variance", [channels], 1);
    const isTraining = context.mode === "training";
    const mean = isTraining ? meanOverBatch(context, x) : runningMean.value;
    const centered = builder.sub(x, mean);
    const variance = isTraining ? meanOverBatch(context, builder.mul(centered, centered)) : runningVariance.value;
    if (isTraining) {
      runningMean.update(blend(builder, runningMean.value, mean, momentum));
      runningVariance.update(blend(builder, runningVariance.value, variance, momentum));
    }
    let output = builder.mul(centered, builder.rsqrt(builder.add(variance, epsilon)));
    if (scale) {
      output = builder.mul(output, context.parameter({ name: "gamma", shape: [channels], initializer: "ones", trainable }));
    }
    if (center) {
      output = builder.add(output, context.parameter({ name: "beta", shape: [channels], initializer: "zeros", trainable }));
    }
    return [output];
  },
});

/** Mean over all axes but the last, of the samples that count. */
function meanOverBatch(context: BlockContext, x: Value): Value {
  const { builder, sampleWeights, sampleCount } = context;
  const rank = x.type.shape.length;
  const axes = x.type.shape.slice(0, -1).map((_size, axis) => axis);
  if (!sampleWeights || !sampleCount) return builder.mean(x, axes);
  const weights = builder.reshape(sampleWeights, [context.batchSize, ...new Array<number>(rank - 1).fill(1)]);
  const places = x.type.shape.slice(1, -1).reduce((product, size) => product * size, 1);
  return builder.div(builder.sum(builder.mul(x, weights), axes), builder.mul(sampleCount, places));
}

function blend(builder: ProgramBuilder, old: Value, batch: Value, momentum: number): Value {
  return builder.add(builder.mul(old, momentum), builder.mul(batch, 1 - momentum));
}
