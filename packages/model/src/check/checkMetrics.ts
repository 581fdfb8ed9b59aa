/** Metrics that somebody chose and that no Target can be measured by. Those on by default are left out silently. */
import { getMetric } from "../catalogue/catalogue.ts";
import { canMeasure } from "../lowering/canMeasure.ts";
import type { LoweredBlocks } from "../lowering/lowerBlocks.ts";
import type { CompilerOptions } from "../options/compilerOptions.ts";
import { createOptions } from "../options/createOptions.ts";
import type { Issue } from "./issue.ts";

export function checkMetrics(options: CompilerOptions, { targets }: LoweredBlocks): Issue[] {
  const standard = createOptions().metrics;
  return [...new Set(options.metrics)].flatMap((kind): Issue[] => {
    const metric = getMetric(kind);
    if (!metric) {
      const message = `The metric "${kind}" is not known to this Downhill and is left out.`;
      return [{ severity: "warning", code: "unknown-metric", option: "metrics", message }];
    }
    const fits = targets.some(({ feature }) => canMeasure(metric, feature));
    if (fits || targets.length === 0 || standard.includes(kind)) return [];
    const message = `${metric.label} measures none of the targets: it fits ${metric.fitsWhen}.`;
    return [{ severity: "hint", code: "metric-fits-no-target", option: "metrics", message }];
  });
}
