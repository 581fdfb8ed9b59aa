"use client";

import { memo, useMemo, useRef, useState } from "react";
import { CartesianGrid, LineChart, ResponsiveContainer, XAxis, YAxis } from "recharts";
import { ChartFrame } from "../../../ui/ChartFrame.tsx";
import { formatCompact, formatNumber } from "../../../ui/formatNumber.ts";
import type { AxisScale } from "./axisTicks.ts";
import { ChartLayer, ChartLayerContext } from "./ChartLayer.tsx";
import type { ChartGroup } from "./chartGroups.ts";
import { findChartLines, formatChartValue, prepareRunChart, type XAxisKind, type YScaleKind } from "./prepareRunChart.ts";
import type { ChartRun } from "./seriesData.ts";

/** Points of one line that are drawn; three share a bucket. */
const maxPoints = 900;
const margin = { top: 8, right: 12, bottom: 0, left: 0 };
const tickStyle = { fontSize: 11, fill: "var(--ink-3)", fontVariantNumeric: "tabular-nums" };

/** One chart: all runs, training solid, validation dashed. Nothing moves by itself, so that live redraws stay cheap. */
export const RunChart = memo(function RunChart({
  group,
  runs,
  x,
  y,
  height,
  isLive,
}: {
  group: ChartGroup;
  runs: readonly ChartRun[];
  x: XAxisKind;
  y: YScaleKind;
  height: number;
  /** The axis then ends at a round number ahead of the points, so that it need not move with every one of them. */
  isLive: boolean;
}) {
  const [hiddenLines, setHiddenLines] = useState<ReadonlySet<string>>(new Set());
  const tableHost = useRef<HTMLDivElement>(null);
  const lines = useMemo(() => findChartLines(group, runs, maxPoints), [group, runs]);
  const chart = useMemo(
    () => prepareRunChart(group, lines, { x, y, hiddenLines, isLive }),
    [group, lines, x, y, hiddenLines, isLive],
  );
  const legend = lines.map(({ key, label, color, subset }) => ({
    key,
    label,
    color,
    isDashed: subset === "validation",
    isShown: !hiddenLines.has(key),
  }));
  const xScale = useSame(chart.xScale);
  const yScale = useSame(chart.yScale);
  const content = useMemo(
    () => ({ chart, x, y, format: (value: number) => formatChartValue(value, group), tableHost }),
    [chart, x, y, group],
  );
  const toggle = (key: string) =>
    setHiddenLines((hidden) => new Set(hidden.has(key) ? [...hidden].filter((k) => k !== key) : [...hidden, key]));
  return (
    <ChartFrame
      title={group.title}
      legend={legend}
      onToggle={toggle}
      notes={[...chart.best.map(({ text }) => `${text}.`), ...chart.notes]}
      warnings={chart.nonFinite.map(({ text }) => text)}
      summary={chart.summary}
      height={height}
    >
      <div ref={tableHost} className="relative size-full">
        <ChartLayerContext value={content}>
          <Axes x={x} y={y} format={group.format} xScale={xScale} yScale={yScale} />
        </ChartLayerContext>
      </div>
    </ChartFrame>
  );
});

/** The same object as long as it says the same, so that what hangs on it stays. */
function useSame<T>(value: T): T {
  const key = JSON.stringify(value);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the value
  return useMemo(() => value, [key]);
}

const Axes = memo(function Axes({
  x,
  y,
  format,
  xScale,
  yScale,
}: {
  x: XAxisKind;
  y: YScaleKind;
  format: ChartGroup["format"];
  xScale: AxisScale;
  yScale: AxisScale;
}) {
  // The axes are given; the library only needs something to stand for data.
  const frame = xScale.domain.map((end) => ({ x: end, y: yScale.domain[0] }));
  return (
    <ResponsiveContainer width="100%" height="100%" debounce={50}>
      <LineChart data={frame} margin={margin} accessibilityLayer={false}>
        <CartesianGrid stroke="var(--line)" vertical={false} />
        <XAxis
          dataKey="x"
          type="number"
          domain={[...xScale.domain]}
          ticks={[...xScale.ticks]}
          tickFormatter={(value: number) => (x === "epoch" ? formatNumber(value) : formatCompact(value))}
          tick={tickStyle}
          tickLine={false}
          axisLine={{ stroke: "var(--line-strong)" }}
          allowDataOverflow
          height={22}
        />
        <YAxis
          dataKey="y"
          type="number"
          scale={y === "log" ? "log" : "linear"}
          domain={[...yScale.domain]}
          ticks={[...yScale.ticks]}
          tickFormatter={(value: number) => (format === "percent" ? `${formatNumber(value * 100)} %` : formatNumber(value))}
          tick={tickStyle}
          tickLine={false}
          axisLine={false}
          allowDataOverflow
          width={52}
        />
        <ChartLayer />
      </LineChart>
    </ResponsiveContainer>
  );
});
