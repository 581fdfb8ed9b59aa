/**
 * The table of contents: every block, loss, optimizer, metric and schedule there is, in the order in which palettes and
 * menus show them. A new entry is one file and one line here.
 */
import { activation } from "./blocks/activation.ts";
import { add } from "./blocks/add.ts";
import { alphaDropout } from "./blocks/alphaDropout.ts";
import { attention } from "./blocks/attention.ts";
import { average } from "./blocks/average.ts";
import { averagePooling1d } from "./blocks/averagePooling1d.ts";
import { averagePooling2d } from "./blocks/averagePooling2d.ts";
import { batchNormalization } from "./blocks/batchNormalization.ts";
import { bidirectional } from "./blocks/bidirectional.ts";
import { concatenate } from "./blocks/concatenate.ts";
import { convolution1d } from "./blocks/convolution1d.ts";
import { convolution2d } from "./blocks/convolution2d.ts";
import { cropping1d } from "./blocks/cropping1d.ts";
import { cropping2d } from "./blocks/cropping2d.ts";
import { dense } from "./blocks/dense.ts";
import { depthwiseConvolution2d } from "./blocks/depthwiseConvolution2d.ts";
import { dot } from "./blocks/dot.ts";
import { dropout } from "./blocks/dropout.ts";
import { embedding } from "./blocks/embedding.ts";
import { flatten } from "./blocks/flatten.ts";
import { gaussianDropout } from "./blocks/gaussianDropout.ts";
import { gaussianNoise } from "./blocks/gaussianNoise.ts";
import { globalAveragePooling2d } from "./blocks/globalAveragePooling2d.ts";
import { globalMaxPooling } from "./blocks/globalMaxPooling.ts";
import { groupNormalization } from "./blocks/groupNormalization.ts";
import { gru } from "./blocks/gru.ts";
import { imageAugmentation } from "./blocks/imageAugmentation.ts";
import { input } from "./blocks/input.ts";
import { instanceNormalization } from "./blocks/instanceNormalization.ts";
import { layerNormalization } from "./blocks/layerNormalization.ts";
import { lstm } from "./blocks/lstm.ts";
import { maximum } from "./blocks/maximum.ts";
import { maxPooling1d } from "./blocks/maxPooling1d.ts";
import { maxPooling2d } from "./blocks/maxPooling2d.ts";
import { minimum } from "./blocks/minimum.ts";
import { multiHeadAttention } from "./blocks/multiHeadAttention.ts";
import { multiply } from "./blocks/multiply.ts";
import { permute } from "./blocks/permute.ts";
import { positionEmbedding } from "./blocks/positionEmbedding.ts";
import { positionEncoding } from "./blocks/positionEncoding.ts";
import { randomCrop } from "./blocks/randomCrop.ts";
import { reduce } from "./blocks/reduce.ts";
import { repeat } from "./blocks/repeat.ts";
import { rescaling } from "./blocks/rescaling.ts";
import { reshape } from "./blocks/reshape.ts";
import { resizing } from "./blocks/resizing.ts";
import { rmsNormalization } from "./blocks/rmsNormalization.ts";
import { separableConvolution2d } from "./blocks/separableConvolution2d.ts";
import { simpleRnn } from "./blocks/simpleRnn.ts";
import { spatialDropout } from "./blocks/spatialDropout.ts";
import { standardization } from "./blocks/standardization.ts";
import { subtract } from "./blocks/subtract.ts";
import { target } from "./blocks/target.ts";
import { transformerBlock } from "./blocks/transformerBlock.ts";
import { transposedConvolution2d } from "./blocks/transposedConvolution2d.ts";
import { unitNormalization } from "./blocks/unitNormalization.ts";
import { upsampling1d } from "./blocks/upsampling1d.ts";
import { upsampling2d } from "./blocks/upsampling2d.ts";
import { zeroPadding1d } from "./blocks/zeroPadding1d.ts";
import { zeroPadding2d } from "./blocks/zeroPadding2d.ts";
import type {
  BlockCategory,
  BlockDefinition,
  LossDefinition,
  MetricDefinition,
  OptimizerDefinition,
  ScheduleDefinition,
} from "./definition.ts";
import { binaryCrossentropy } from "./losses/binaryCrossentropy.ts";
import { binaryFocal } from "./losses/binaryFocal.ts";
import { categoricalCrossentropy } from "./losses/categoricalCrossentropy.ts";
import { categoricalFocal } from "./losses/categoricalFocal.ts";
import { categoricalHinge } from "./losses/categoricalHinge.ts";
import { cosineSimilarity } from "./losses/cosineSimilarity.ts";
import { hinge } from "./losses/hinge.ts";
import { huber } from "./losses/huber.ts";
import { kullbackLeibler } from "./losses/kullbackLeibler.ts";
import { logCosh } from "./losses/logCosh.ts";
import { meanAbsoluteError } from "./losses/meanAbsoluteError.ts";
import { meanAbsolutePercentageError } from "./losses/meanAbsolutePercentageError.ts";
import { meanSquaredError } from "./losses/meanSquaredError.ts";
import { meanSquaredLogarithmicError } from "./losses/meanSquaredLogarithmicError.ts";
import { poisson } from "./losses/poisson.ts";
import { squaredHinge } from "./losses/squaredHinge.ts";
import { accuracy } from "./metrics/accuracy.ts";
import { auc } from "./metrics/auc.ts";
import { f1 } from "./metrics/f1.ts";
import { meanAbsoluteErrorMetric } from "./metrics/meanAbsoluteError.ts";
import { perplexity } from "./metrics/perplexity.ts";
import { precision } from "./metrics/precision.ts";
import { r2 } from "./metrics/r2.ts";
import { recall } from "./metrics/recall.ts";
import { rootMeanSquaredError } from "./metrics/rootMeanSquaredError.ts";
import { top3Accuracy, top5Accuracy } from "./metrics/topKAccuracy.ts";
import { adadelta } from "./optimizers/adadelta.ts";
import { adagrad } from "./optimizers/adagrad.ts";
import { adam } from "./optimizers/adam.ts";
import { adamax } from "./optimizers/adamax.ts";
import { adamw } from "./optimizers/adamw.ts";
import { amsgrad } from "./optimizers/amsgrad.ts";
import { lamb } from "./optimizers/lamb.ts";
import { lion } from "./optimizers/lion.ts";
import { muon } from "./optimizers/muon.ts";
import { nadam } from "./optimizers/nadam.ts";
import { radam } from "./optimizers/radam.ts";
import { rmsprop } from "./optimizers/rmsprop.ts";
import { rprop } from "./optimizers/rprop.ts";
import { sgd } from "./optimizers/sgd.ts";
import { constant } from "./schedules/constant.ts";
import { cosine } from "./schedules/cosine.ts";
import { cosineRestarts } from "./schedules/cosineRestarts.ts";
import { cyclic } from "./schedules/cyclic.ts";
import { exponentialDecay } from "./schedules/exponentialDecay.ts";
import { inverseTime } from "./schedules/inverseTime.ts";
import { linear } from "./schedules/linear.ts";
import { multiStep } from "./schedules/multiStep.ts";
import { noam } from "./schedules/noam.ts";
import { oneCycle } from "./schedules/oneCycle.ts";
import { piecewise } from "./schedules/piecewise.ts";
import { polynomial } from "./schedules/polynomial.ts";
import { reduceOnPlateau } from "./schedules/reduceOnPlateau.ts";
import { step } from "./schedules/step.ts";

export const blocks: readonly BlockDefinition[] = [
  input,
  target,
  dense,
  embedding,
  convolution2d,
  convolution1d,
  depthwiseConvolution2d,
  separableConvolution2d,
  transposedConvolution2d,
  maxPooling2d,
  averagePooling2d,
  maxPooling1d,
  averagePooling1d,
  globalAveragePooling2d,
  globalMaxPooling,
  batchNormalization,
  layerNormalization,
  groupNormalization,
  instanceNormalization,
  rmsNormalization,
  unitNormalization,
  dropout,
  spatialDropout,
  gaussianDropout,
  alphaDropout,
  gaussianNoise,
  activation,
  simpleRnn,
  lstm,
  gru,
  bidirectional,
  attention,
  multiHeadAttention,
  transformerBlock,
  positionEmbedding,
  positionEncoding,
  flatten,
  reshape,
  permute,
  repeat,
  zeroPadding2d,
  cropping2d,
  zeroPadding1d,
  cropping1d,
  upsampling2d,
  upsampling1d,
  resizing,
  reduce,
  add,
  subtract,
  multiply,
  average,
  maximum,
  minimum,
  concatenate,
  dot,
  imageAugmentation,
  randomCrop,
  rescaling,
  standardization,
];

export const losses: readonly LossDefinition[] = [
  meanSquaredError,
  meanAbsoluteError,
  huber,
  logCosh,
  meanSquaredLogarithmicError,
  meanAbsolutePercentageError,
  poisson,
  cosineSimilarity,
  binaryCrossentropy,
  binaryFocal,
  hinge,
  squaredHinge,
  categoricalCrossentropy,
  categoricalFocal,
  categoricalHinge,
  kullbackLeibler,
];

export const optimizers: readonly OptimizerDefinition[] = [
  adam,
  sgd,
  rmsprop,
  adamw,
  amsgrad,
  adamax,
  nadam,
  radam,
  adagrad,
  adadelta,
  lion,
  lamb,
  muon,
  rprop,
];

export const metrics: readonly MetricDefinition[] = [
  accuracy,
  top3Accuracy,
  top5Accuracy,
  precision,
  recall,
  f1,
  auc,
  perplexity,
  meanAbsoluteErrorMetric,
  rootMeanSquaredError,
  r2,
];

export const schedules: readonly ScheduleDefinition[] = [
  constant,
  exponentialDecay,
  step,
  multiStep,
  piecewise,
  cosine,
  cosineRestarts,
  oneCycle,
  linear,
  polynomial,
  inverseTime,
  cyclic,
  noam,
  reduceOnPlateau,
];

/** In the order of the palette. */
export const blockCategories: readonly BlockCategory[] = [
  "input",
  "target",
  "linear",
  "convolution",
  "pooling",
  "normalization",
  "regularization",
  "activation",
  "recurrent",
  "attention",
  "reshaping",
  "merge",
  "preprocessing",
];

export function getBlock(kind: string): BlockDefinition | undefined {
  return blocks.find((definition) => definition.kind === kind);
}
export function getLoss(kind: string): LossDefinition | undefined {
  return losses.find((definition) => definition.kind === kind);
}
export function getOptimizer(kind: string): OptimizerDefinition | undefined {
  return optimizers.find((definition) => definition.kind === kind);
}
export function getMetric(kind: string): MetricDefinition | undefined {
  return metrics.find((definition) => definition.kind === kind);
}
export function getSchedule(kind: string): ScheduleDefinition | undefined {
  return schedules.find((definition) => definition.kind === kind);
}
