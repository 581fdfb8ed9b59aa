/**
 * Momentum is named as in Keras: the share of the old running value that is kept. 0.9 and epsilon 1e-5 are PyTorch's defaults
 * (which calls the same momentum 0.1). The running variance takes the biased variance of the batch, as Keras does.
 */
import type { ProgramBuilder, Value } from "@downhill/ir";
import { type BlockContext, defineBlock } from "../definition.ts";
import { number } from "../parameterFields.ts";
import { single } from "../windows.ts";
import { affineFields, applyAffine, epsilonField } from "./normalizationFields.ts";

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
    epsilon: epsilonField,
    ...affineFields,
  },
  sampleShape: [4],
  describe: ({ momentum }) => `momentum ${momentum}`,
  lower(context, inputs, { momentum, epsilon, ...affine }) {
    const { builder } = context;
    const x = single(inputs);
    const channels = x.type.shape.at(-1) ?? 1;
    const runningMean = context.statistic("running_mean", [channels], 0);
    const runningVariance = context.statistic("running_variance", [channels], 1);
    // A frozen block normalizes by what it has seen before, as in Keras.
    const isTraining = context.mode === "training" && affine.trainable;
    const mean = isTraining ? meanOverBatch(context, x) : runningMean.value;
    const centered = builder.sub(x, mean);
    const variance = isTraining ? meanOverBatch(context, builder.mul(centered, centered)) : runningVariance.value;
    if (isTraining) {
      runningMean.update(blend(builder, runningMean.value, mean, momentum));
      runningVariance.update(blend(builder, runningVariance.value, variance, momentum));
    }
    const output = builder.mul(centered, builder.rsqrt(builder.add(variance, epsilon)));
    return [applyAffine(context, output, { ...affine, shape: [channels] })];
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
