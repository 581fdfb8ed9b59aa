/** How the recorded sums become metrics. */
import { getMetric } from "../catalogue/catalogue.ts";
import type { MetricDefinition } from "../catalogue/definition.ts";
import type { DatasetSignature, FeatureSignature } from "../datasetSignature.ts";
import type { CompilerOptions } from "../options/compilerOptions.ts";
import { getLossChoice } from "../options/resolveLoss.ts";
import { canMeasure } from "./canMeasure.ts";
import type { LoweredTarget } from "./lowerBlocks.ts";
import type { MetricSeries } from "./loweredModel.ts";
import { resolveLoss } from "./resolveChoices.ts";
import { nameSeries } from "./seriesNames.ts";
import { findWeightFeatures, resolveClassWeights } from "./weighTarget.ts";

export function listMetrics(
  options: CompilerOptions,
  signature: DatasetSignature,
  targets: readonly LoweredTarget[],
): MetricSeries[] {
  return targets.flatMap((target) => {
    const { feature, block } = target;
    const { parameters } = resolveLoss(getLossChoice(options, block.id, feature));
    const hasWeights = parameters.useSampleWeights !== false && findWeightFeatures(signature, feature).length > 0;
    const hasClassWeights = resolveClassWeights(feature, parameters) !== null;
    const hasDivisor = parameters.meanOver === "weights" && (hasWeights || hasClassWeights);
    const own = nameSeries("loss", target, targets);
    const loss: MetricSeries = {
      name: own,
      kind: "loss",
      targetId: block.id,
      sumSeries: { loss: hasDivisor ? `${own}/sum` : own },
      ...(hasDivisor ? { countSeries: `${own}/weight` } : {}),
      lossWeight: typeof parameters.lossWeight === "number" ? parameters.lossWeight : 1,
    };
    const metrics = fittingMetrics(options, feature).map((metric): MetricSeries => {
      const name = nameSeries(metric.kind, target, targets);
      return {
        name,
        kind: metric.kind,
        targetId: block.id,
        sumSeries: Object.fromEntries(metric.sumNames.map((sum) => [sum, `${name}/${sum}`])),
        ...(hasWeights ? { countSeries: nameSeries("samples", target, targets) } : {}),
        ...(metric.tables
          ? { tables: Object.fromEntries(metric.tables.map((table) => [table.name, nameSeries(table.name, target, targets)])) }
          : {}),
      };
    });
    return targets.length > 1 || hasDivisor ? [loss, ...metrics] : metrics;
  });
}

export function fittingMetrics(options: CompilerOptions, feature: FeatureSignature): MetricDefinition[] {
  return [...new Set(options.metrics)].flatMap((kind) => {
    const metric = getMetric(kind);
    return metric && canMeasure(metric, feature) ? [metric] : [];
  });
}
