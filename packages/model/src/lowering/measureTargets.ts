/** Loss and metrics of a batch as sums over its samples: the part that training and evaluation share. */
import type { ProgramBuilder, Value } from "@downhill/ir";
import { activations, defaultActivationSettings } from "../catalogue/activations.ts";
import { getMetric } from "../catalogue/catalogue.ts";
import type { MetricDefinition } from "../catalogue/definition.ts";
import { meanPerSample } from "../catalogue/metrics/perSample.ts";
import type { FeatureSignature } from "../datasetSignature.ts";
import type { CompilerOptions } from "../options/compilerOptions.ts";
import { getLossChoice } from "../options/resolveLoss.ts";
import type { LoweredTarget } from "./lowerBlocks.ts";
import type { MetricSeries } from "./loweredModel.ts";
import { resolveLoss } from "./resolveChoices.ts";

export interface MeasureRequest {
  readonly builder: ProgramBuilder;
  readonly targets: readonly LoweredTarget[];
  readonly options: CompilerOptions;
  readonly loadFeature: (signature: FeatureSignature) => Value;
  /** Truth of one fixed sample, `[1, ...shape]`. */
  readonly loadAnchor: (signature: FeatureSignature) => Value;
  readonly sampleWeights: Value | null;
}

export interface Measures {
  /** Sum over the samples of the loss of all Targets. */
  readonly lossSum: Value;
  /** Series of the program: "loss" and the sums of every metric. */
  readonly series: Readonly<Record<string, Value>>;
}

export function measureTargets(request: MeasureRequest): Measures {
  const { builder, targets, options, loadFeature, sampleWeights } = request;
  const total = (perSample: Value) => builder.sum(sampleWeights ? builder.mul(perSample, sampleWeights) : perSample);
  const series: Record<string, Value> = {};
  const lossSums = targets.map((target) => {
    const { definition, parameters } = resolveLoss(getLossChoice(options, target.block.id, target.feature));
    const truth = loadFeature(target.feature);
    const { prediction, activation, logits } = target;
    return builder.withOrigin("loss", () =>
      total(meanPerSample(builder, definition.lower({ builder, prediction, truth, activation, logits }, parameters))),
    );
  });
  const lossSum = builder.withOrigin("loss", () => lossSums.reduce((sum, part) => builder.add(sum, part)));
  series.loss = lossSum;
  for (const [place, target] of targets.entries()) {
    const own = lossSums[place];
    if (targets.length > 1 && own) series[nameSeries("loss", target, targets)] = own;
    builder.withOrigin("metrics", () => {
      const context = {
        builder,
        prediction: predict(builder, options, target),
        truth: loadFeature(target.feature),
        anchor: request.loadAnchor(target.feature),
        signature: target.feature,
      };
      for (const metric of fittingMetrics(options, target.feature)) {
        for (const [name, sums] of Object.entries(metric.sums(context))) {
          series[`${nameSeries(metric.kind, target, targets)}/${name}`] = total(sums);
        }
      }
    });
  }
  return { lossSum, series };
}

/** The prediction as a person reads it: logits go through the activation that the loss implies. */
export function predict(builder: ProgramBuilder, options: CompilerOptions, target: LoweredTarget): Value {
  const { definition } = resolveLoss(getLossChoice(options, target.block.id, target.feature));
  const implied = definition.impliedActivation(target.activation);
  if (!implied) return target.prediction;
  return activations[implied].apply(builder, target.prediction, defaultActivationSettings);
}

/** How the recorded sums become metrics. */
export function listMetrics(options: CompilerOptions, targets: readonly LoweredTarget[]): MetricSeries[] {
  return targets.flatMap((target) => {
    const own = nameSeries("loss", target, targets);
    const loss: MetricSeries = { name: own, kind: "loss", targetId: target.block.id, sumSeries: { loss: own } };
    const metrics = fittingMetrics(options, target.feature).map((metric) => {
      const name = nameSeries(metric.kind, target, targets);
      const sumSeries = Object.fromEntries(metric.sumNames.map((sum) => [sum, `${name}/${sum}`]));
      return { name, kind: metric.kind, targetId: target.block.id, sumSeries };
    });
    return targets.length > 1 ? [loss, ...metrics] : metrics;
  });
}

function fittingMetrics(options: CompilerOptions, feature: FeatureSignature): MetricDefinition[] {
  return [...new Set(options.metrics)].flatMap((kind) => {
    const metric = getMetric(kind);
    return metric?.fits(feature) ? [metric] : [];
  });
}

/** "accuracy", or "accuracy/Target 2" when there are several Targets. Series names are short, so a long name gives way to the id. */
function nameSeries(kind: string, { block }: LoweredTarget, targets: readonly LoweredTarget[]): string {
  if (targets.length === 1) return kind;
  return `${kind}/${block.name.length <= 60 ? block.name : block.id}`;
}
