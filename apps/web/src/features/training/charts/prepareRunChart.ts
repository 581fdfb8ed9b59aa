/** From series to what one chart draws: thinned lines, axes, the best point, what is not finite, and the same in words. */
import { formatCount, formatNumber, formatPercent } from "../../../ui/formatNumber.ts";
import { type AxisScale, computeLinearScale, computeLogScale } from "./axisTicks.ts";
import type { ChartGroup, ChartSubset } from "./chartGroups.ts";
import type { ChartRun, SeriesData } from "./seriesData.ts";
import { type ThinPoint, type ThinSeries, thinSeries } from "./thinSeries.ts";

export type XAxisKind = "step" | "epoch";
export type YScaleKind = "linear" | "log";

export interface ChartLine {
  /** Unique in the chart. */
  readonly key: string;
  readonly label: string;
  readonly subset: ChartSubset;
  /** CSS colour of the run. */
  readonly color: string;
  readonly source: SeriesData;
  readonly stepsPerEpoch: number;
  readonly thin: ThinSeries;
}

export interface ChartMark {
  readonly x: number;
  readonly y: number;
  readonly color: string;
  readonly text: string;
}

export interface PreparedChart {
  readonly lines: readonly ChartLine[];
  readonly xScale: AxisScale;
  readonly yScale: AxisScale;
  readonly best: readonly ChartMark[];
  readonly nonFinite: readonly ChartMark[];
  /** Sentences under the title: what a logarithmic axis cannot show, that points are merged. */
  readonly notes: readonly string[];
  /** The chart in words. */
  readonly summary: string;
}

export interface PrepareOptions {
  readonly x: XAxisKind;
  readonly y: YScaleKind;
  /** Keys of lines that the reader has switched off. */
  readonly hiddenLines: ReadonlySet<string>;
  /** Leaves room ahead of the last point, up to the next round number. */
  readonly isLive?: boolean;
}

const subsetLabels: Readonly<Record<ChartSubset, string>> = { training: "Training", validation: "Validation" };
const colorCount = 8;

export function formatChartValue(value: number, group: ChartGroup): string {
  return group.format === "percent" && Number.isFinite(value) ? formatPercent(value) : formatNumber(value, 4);
}

export function toChartX(step: number, stepsPerEpoch: number, x: XAxisKind): number {
  return x === "epoch" ? step / stepsPerEpoch : step;
}

/** All lines of the group, also those switched off, in the order of the legend. */
export function findChartLines(group: ChartGroup, runs: readonly ChartRun[], maxPoints: number): ChartLine[] {
  return runs.flatMap((run, runPlace) =>
    (["training", "validation"] as const).flatMap((subset) => {
      const source = run.series[`${subset}/${group.key}`];
      if (!source || source.steps.length === 0) return [];
      const label = runs.length > 1 ? `${run.label}, ${subset}` : subsetLabels[subset];
      return {
        key: `${run.id}:${subset}`,
        label,
        subset,
        color: `var(--series-${(runPlace % colorCount) + 1})`,
        source,
        stepsPerEpoch: run.stepsPerEpoch,
        thin: thinSeries(source, maxPoints),
      };
    }),
  );
}

/** Best point of a series by the group's direction; null without a finite point. */
function findBestPoint({ steps, values }: SeriesData, isBetter: ChartGroup["isBetter"]): ThinPoint | null {
  let best: ThinPoint | null = null;
  for (let place = 0; place < values.length; place += 1) {
    const value = values[place]!;
    if (!Number.isFinite(value)) continue;
    if (best === null || (isBetter === "lower" ? value < best.value : value > best.value)) best = { step: steps[place]!, value };
  }
  return best;
}

function describeWhere(step: number, stepsPerEpoch: number): string {
  return `step ${formatCount(step)} (epoch ${formatNumber(step / stepsPerEpoch)})`;
}

export function prepareRunChart(group: ChartGroup, allLines: readonly ChartLine[], options: PrepareOptions): PreparedChart {
  const { x, y, hiddenLines, isLive = false } = options;
  const lines = allLines.filter((line) => !hiddenLines.has(line.key));
  const notes: string[] = [];
  const best: ChartMark[] = [];
  const nonFinite: ChartMark[] = [];
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  let firstX = Number.POSITIVE_INFINITY;
  let lastX = 0;
  let notPositive = 0;
  let isThinned = false;
  for (const line of lines) {
    isThinned ||= line.thin.isThinned;
    for (const { step, value } of line.thin.points) {
      if (y === "log" && value <= 0) {
        notPositive += 1;
        continue;
      }
      const place = toChartX(step, line.stepsPerEpoch, x);
      low = Math.min(low, value);
      high = Math.max(high, value);
      firstX = Math.min(firstX, place);
      lastX = Math.max(lastX, place);
    }
  }
  const hasPoints = Number.isFinite(low);
  const makeScale = y === "log" ? computeLogScale : computeLinearScale;
  const yScale = hasPoints ? makeScale(low, high) : makeScale(0.1, 1);
  for (const line of lines) {
    const broken = line.thin.firstNonFinite;
    if (broken) {
      const text = `${line.label} ${group.title.toLowerCase()} is ${formatNumber(broken.value)} at ${describeWhere(broken.step, line.stepsPerEpoch)}.`;
      const place = toChartX(broken.step, line.stepsPerEpoch, x);
      nonFinite.push({ x: place, y: yScale.domain[1], color: "var(--danger)", text });
      lastX = Math.max(lastX, place);
    }
    const bestPoint = line.subset === "validation" ? findBestPoint(line.source, group.isBetter) : null;
    if (bestPoint && (y === "linear" || bestPoint.value > 0)) {
      best.push({
        x: toChartX(bestPoint.step, line.stepsPerEpoch, x),
        y: bestPoint.value,
        color: line.color,
        text: `${line.label} best: ${formatChartValue(bestPoint.value, group)} at ${describeWhere(bestPoint.step, line.stepsPerEpoch)}`,
      });
    }
  }
  if (notPositive > 0) notes.push(`${formatCount(notPositive)} points at or below 0 have no place on a logarithmic axis.`);
  if (isThinned) notes.push("Neighbouring points are merged; lowest and highest stay.");
  const latest = lines.map((line) => {
    const last = line.source.steps.length - 1;
    return `${line.label} ${formatChartValue(line.source.values[last]!, group)} at step ${formatCount(line.source.steps[last]!)}`;
  });
  return {
    lines,
    xScale: makeXScale(firstX, lastX, isLive),
    yScale,
    best,
    nonFinite,
    notes,
    summary:
      `${group.title}. ${latest.length > 0 ? `${latest.join("; ")}.` : "No points yet."} ${best.map(({ text }) => `${text}.`).join(" ")}`.trim(),
  };
}

/** A curve at rest fills the width: ticks stay at round numbers, but the axis ends where the points end. */
function makeXScale(first: number, last: number, isLive: boolean): AxisScale {
  if (!Number.isFinite(first) || last <= first) return computeLinearScale(0, 1, 6);
  const scale = computeLinearScale(isLive ? 0 : first, last, 6);
  if (isLive) return scale;
  return { domain: [first, last], ticks: scale.ticks.filter((tick) => tick >= first && tick <= last) };
}

/** How many points of the line lie at or before the step. */
function countUpTo({ source: { steps } }: ChartLine, step: number): number {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps[middle]! <= step + 1e-6) low = middle + 1;
    else high = middle;
  }
  return low;
}

function toStep(line: ChartLine, x: number, kind: XAxisKind): number {
  return kind === "epoch" ? x * line.stepsPerEpoch : x;
}

/** The value a line has at x: its latest point at or before it, in the full data. */
export function findValueAt(line: ChartLine, x: number, kind: XAxisKind): ThinPoint | null {
  const place = countUpTo(line, toStep(line, x, kind)) - 1;
  const { steps, values } = line.source;
  return place < 0 ? null : { step: steps[place]!, value: values[place]! };
}

/** The place nearest to x at which any line has a point; null without points. */
export function findNearestX(lines: readonly ChartLine[], x: number, kind: XAxisKind): number | null {
  let nearest: number | null = null;
  for (const line of lines) {
    const after = countUpTo(line, toStep(line, x, kind));
    for (const place of [after - 1, after]) {
      const step = line.source.steps[place];
      if (step === undefined) continue;
      const candidate = toChartX(step, line.stepsPerEpoch, kind);
      if (nearest === null || Math.abs(candidate - x) < Math.abs(nearest - x)) nearest = candidate;
    }
  }
  return nearest;
}
