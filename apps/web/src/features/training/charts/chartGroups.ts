/** Which charts a set of runs gives, and the words around them: one chart for the loss, one for each metric. */
import { getMetric } from "@downhill/model";
import type { ChartRun } from "./seriesData.ts";

export interface ChartGroup {
  /** "loss", or the kind of a metric, with the name of the Target when there are several. */
  readonly key: string;
  readonly title: string;
  readonly isBetter: "higher" | "lower";
  readonly format: "percent" | "number";
}

const subsets = ["training", "validation"] as const;
export type ChartSubset = (typeof subsets)[number];

function describeGroup(key: string): ChartGroup {
  if (key === "loss") return { key, title: "Loss", isBetter: "lower", format: "number" };
  const [kind = key, ...target] = key.split("/");
  const metric = getMetric(kind);
  const label = kind === "loss" ? "Loss" : (metric?.label ?? kind);
  return {
    key,
    title: target.length > 0 ? `${label}, ${target.join("/")}` : label,
    isBetter: metric?.isBetter ?? "lower",
    format: metric?.format ?? "number",
  };
}

/** In order of first appearance, the loss first. */
export function findChartGroups(runs: readonly ChartRun[]): ChartGroup[] {
  const keys = new Set<string>();
  for (const run of runs) {
    for (const name of Object.keys(run.series)) {
      const subset = subsets.find((subset) => name.startsWith(`${subset}/`));
      if (subset) keys.add(name.slice(subset.length + 1));
    }
  }
  const ordered = [...keys].sort((a, b) => Number(b === "loss") - Number(a === "loss"));
  return ordered.map(describeGroup);
}
