import type { MetricDefinition } from "../catalogue/definition.ts";
import type { FeatureSignature } from "../datasetSignature.ts";
import { asTarget } from "./targetSignature.ts";

/** Whether the metric fits a Target of this feature, which may be as the dataset holds it: tokens are measured as classes. */
export function canMeasure(metric: MetricDefinition, feature: FeatureSignature): boolean {
  return metric.fits(asTarget(feature));
}
