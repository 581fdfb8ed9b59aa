/** Loss and metrics of a batch as sums over its samples: the part that training and evaluation share. */
import { countElements, type ProgramBuilder, type Value } from "@downhill/ir";
import { activations, defaultActivationSettings } from "../catalogue/activations.ts";
import type { MetricContext } from "../catalogue/definition.ts";
import { confusionTable, countDecisions } from "../catalogue/metrics/confusionTable.ts";
import type { DatasetSignature } from "../datasetSignature.ts";
import type { CompilerOptions } from "../options/compilerOptions.ts";
import { getLossChoice } from "../options/resolveLoss.ts";
import type { Batch } from "./batchRows.ts";
import type { Constants } from "./constants.ts";
import { fittingMetrics } from "./listMetrics.ts";
import type { LoweredTarget } from "./lowerBlocks.ts";
import type { LoweredEvaluation } from "./loweredModel.ts";
import { resolveLoss } from "./resolveChoices.ts";
import { nameSeries } from "./seriesNames.ts";
import { type TargetWeights, weighTarget } from "./weighTarget.ts";

export interface MeasureRequest {
  readonly builder: ProgramBuilder;
  readonly targets: readonly LoweredTarget[];
  readonly options: CompilerOptions;
  readonly signature: DatasetSignature;
  readonly batch: Batch;
  /** Samples of a full batch. */
  readonly batchSize: number;
  readonly constants: Constants;
  readonly confusionMatrices?: boolean;
}

export interface Measures {
  /** What training makes small: the weighted sum of the Targets' mean losses. */
  readonly loss: Value;
  /** Series of the program: "loss" (times the number of samples) and the sums of every metric. */
  readonly series: Readonly<Record<string, Value>>;
  /** Counts that do not fit a series, by name: added up over the batches of an evaluation. */
  readonly tables: Readonly<Record<string, Value>>;
  readonly confusions: LoweredEvaluation["confusions"];
}

/** One Target's part of the loss. */
interface TargetLoss {
  readonly target: LoweredTarget;
  readonly weights: TargetWeights;
  readonly lossWeight: number;
  /** Sum over the samples; where something is weighted, of loss times weight. */
  readonly sum: Value;
  /** What the sum is divided by, where that is not the number of samples. */
  readonly divisor: Value | null;
}

/** No batch weighs nothing at all: 0 / this is 0. */
const smallestDivisor = 1e-12;

export function measureTargets(request: MeasureRequest): Measures {
  const { builder, targets, batch, batchSize } = request;
  const losses = targets.map((target) => builder.withOrigin("loss", () => measureLoss(request, target)));
  const series: Record<string, Value> = {};
  const tables: Record<string, Value> = {};
  const count = batch.sampleCount ?? batchSize;
  const loss = builder.withOrigin("loss", () => {
    const add = (values: readonly Value[]) => values.reduce((total, value) => builder.add(total, value));
    const scale = (value: Value, factor: number) => (factor === 1 ? value : builder.mul(value, factor));
    if (losses.every(({ divisor }) => divisor === null)) {
      series.loss = add(losses.map(({ sum, lossWeight }) => scale(sum, lossWeight)));
      return builder.div(series.loss, count);
    }
    const means = losses.map(({ sum, divisor, lossWeight }) => {
      const mean = builder.div(sum, divisor ? builder.max(divisor, smallestDivisor) : count);
      return scale(mean, lossWeight);
    });
    const total = add(means);
    series.loss = builder.mul(total, count);
    return total;
  });
  for (const part of losses) {
    const own = nameSeries("loss", part.target, targets);
    if (part.divisor) {
      series[`${own}/sum`] = part.sum;
      series[`${own}/weight`] = part.divisor;
    } else if (targets.length > 1) series[own] = part.sum;
    builder.withOrigin("metrics", () => measureMetrics(request, part, { series, tables }));
  }
  return { loss, series, tables, confusions: listConfusions(request) };
}

function measureLoss(request: MeasureRequest, target: LoweredTarget): TargetLoss {
  const { builder, options, signature, batch, constants } = request;
  const { feature, prediction, activation, logits } = target;
  const { definition, parameters } = resolveLoss(getLossChoice(options, target.block.id, feature));
  const truth = batch.load(feature);
  const { vector } = constants;
  const context = { builder, prediction, truth, activation, logits, vector };
  const perPlace = definition.lower(context, parameters);
  const weights = weighTarget({ builder, signature, feature, truth, parameters, loadFeature: batch.load, vector });
  const lossWeight = typeof parameters.lossWeight === "number" ? parameters.lossWeight : 1;
  const { byClass, bySample } = weights;
  const weight = byClass && bySample ? builder.mul(byClass, bySample) : (byClass ?? bySample);
  const weighted = weight ? builder.mul(perPlace, weight) : perPlace;
  const isOverWeights = parameters.meanOver === "weights";
  return {
    target,
    weights,
    lossWeight,
    sum: sumSamples(request, weighted),
    divisor: isOverWeights && weight ? sumSamples(request, weight) : null,
  };
}

function measureMetrics(
  request: MeasureRequest,
  { target, weights }: TargetLoss,
  { series, tables }: { readonly series: Record<string, Value>; readonly tables: Record<string, Value> },
): void {
  const { builder, options, targets, batch } = request;
  const { feature, activation, logits } = target;
  const metrics = fittingMetrics(options, feature);
  const confusion = listConfusions(request).filter(({ targetId }) => targetId === target.block.id);
  if (metrics.length === 0 && confusion.length === 0) return;
  const counted = weights.bySample && isCounted(builder, weights.bySample);
  const context: MetricContext = {
    builder,
    prediction: predict(builder, options, target),
    truth: batch.load(feature),
    anchor: batch.loadAnchor(feature),
    signature: feature,
    activation,
    logits,
  };
  if (counted) series[nameSeries("samples", target, targets)] = sumSamples(request, counted);
  for (const metric of metrics) {
    for (const [name, perPlace] of Object.entries(metric.sums(context))) {
      const kept = counted ? builder.mul(perPlace, counted) : perPlace;
      series[`${nameSeries(metric.kind, target, targets)}/${name}`] = sumSamples(request, kept);
    }
  }
  const wanted = [...metrics.flatMap((metric) => metric.tables ?? []), ...confusion.map(() => confusionTable)];
  for (const table of wanted) {
    const name = nameSeries(table.name, target, targets);
    tables[name] ??= table.count(context, countPlaces(request, counted, context.truth));
  }
}

function listConfusions({ targets, confusionMatrices }: MeasureRequest): LoweredEvaluation["confusions"] {
  if (!confusionMatrices) return [];
  return targets.flatMap((target) => {
    const classes = countDecisions(target.feature);
    if (classes === null) return [];
    return [{ targetId: target.block.id, table: nameSeries(confusionTable.name, target, targets), classes }];
  });
}

/** 1 for each place that counts, f32 of the truth's shape without its last axis. */
function countPlaces({ builder, batch }: MeasureRequest, counted: Value | null, truth: Value): Value {
  const places = truth.type.shape.slice(0, -1);
  const filled = batch.sampleWeights && spreadOver(builder, batch.sampleWeights, places);
  if (counted) return filled ? builder.mul(counted, filled) : counted;
  return filled ?? builder.constant(1, "f32", places);
}

function spreadOver(builder: ProgramBuilder, perSample: Value, places: readonly number[]): Value {
  return builder.expand(builder.reshape(perSample, [places[0] ?? 1, ...places.slice(1).map(() => 1)]), places);
}

function isCounted(builder: ProgramBuilder, weights: Value): Value {
  return builder.select(builder.eq(weights, 0), 0, builder.constant(1, "f32", weights.type.shape));
}

/** Mean over the places of each sample, summed over the samples of the batch that are there. */
function sumSamples({ builder, batch }: MeasureRequest, perPlace: Value): Value {
  const [samples = 1, ...places] = perPlace.type.shape;
  const axes = places.map((_size, place) => place + 1);
  const perSample = countElements(places) === 1 ? builder.reshape(perPlace, [samples]) : builder.mean(perPlace, axes);
  return builder.sum(batch.sampleWeights ? builder.mul(perSample, batch.sampleWeights) : perSample);
}

/** The prediction as a person reads it: logits go through the activation that the loss implies. */
export function predict(builder: ProgramBuilder, options: CompilerOptions, target: LoweredTarget): Value {
  const { definition } = resolveLoss(getLossChoice(options, target.block.id, target.feature));
  const implied = definition.impliedActivation(target.activation);
  if (!implied) return target.prediction;
  return activations[implied].apply(builder, target.prediction, defaultActivationSettings);
}
