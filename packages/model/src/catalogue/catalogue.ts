/**
 * The table of contents: every block, loss, optimizer, metric and schedule there is, in the order in which palettes and
 * menus show them. A new entry is one file and one line here.
 */
import { activation } from "./blocks/activation.ts";
import { add } from "./blocks/add.ts";
import { averagePooling2d } from "./blocks/averagePooling2d.ts";
import { batchNormalization } from "./blocks/batchNormalization.ts";
import { concatenate } from "./blocks/concatenate.ts";
import { convolution2d } from "./blocks/convolution2d.ts";
import { dense } from "./blocks/dense.ts";
import { dropout } from "./blocks/dropout.ts";
import { embedding } from "./blocks/embedding.ts";
import { flatten } from "./blocks/flatten.ts";
import { globalAveragePooling2d } from "./blocks/globalAveragePooling2d.ts";
import { input } from "./blocks/input.ts";
import { maxPooling2d } from "./blocks/maxPooling2d.ts";
import { reshape } from "./blocks/reshape.ts";
import { target } from "./blocks/target.ts";
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
  convolution2d,
  maxPooling2d,
  averagePooling2d,
  globalAveragePooling2d,
  batchNormalization,
  dropout,
  activation,
  flatten,
  reshape,
  add,
  concatenate,
];

export const losses: readonly LossDefinition[] = [
  meanSquaredError,
  meanAbsoluteError,
  binaryCrossentropy,
  huber,
  logCosh,
  meanSquaredLogarithmicError,
  meanAbsolutePercentageError,
  poisson,
  cosineSimilarity,
  categoricalCrossentropy,
  binaryFocal,
  hinge,
  squaredHinge,
];
  categoricalFocal,
  categoricalHinge,
  kullbackLeibler,

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
export const blockCategories: readonly { readonly category: BlockCategory; readonly label: string }[] = [
  { category: "input", label: "Input" },
  { category: "target", label: "Target" },
  { category: "linear", label: "Dense" },
  { category: "convolution", label: "Convolution" },
  { category: "pooling", label: "Pooling" },
  { category: "normalization", label: "Normalization" },
  { category: "activation", label: "Activation" },
  embedding,
  { category: "reshaping", label: "Reshaping" },
  { category: "merge", label: "Merging" },
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
