"use client";

import { useMemo, useState } from "react";
import {
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceDot,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import { ChartFrame } from "../../../ui/ChartFrame.tsx";
import { formatCompact, formatNumber } from "../../../ui/formatNumber.ts";
import type { ChartGroup } from "./chartGroups.ts";
import { HoverTable } from "./HoverTable.tsx";
import { findChartLines, formatChartValue, prepareRunChart, type XAxisKind, type YScaleKind } from "./prepareRunChart.ts";
import type { ChartRun } from "./seriesData.ts";

/** Points of one line that are drawn; three share a bucket. More would cost the page its frames and show nothing new. */
const maxPoints = 480;
const margin = { top: 8, right: 12, bottom: 0, left: 0 };
const tickStyle = { fontSize: 11, fill: "var(--ink-3)", fontVariantNumeric: "tabular-nums" };

/** One chart: all runs, training solid, validation dashed. Nothing moves by itself, so that live redraws stay cheap. */
export function RunChart({
  group,
  runs,
  x,
  y,
  height,
}: {
  group: ChartGroup;
  runs: readonly ChartRun[];
  x: XAxisKind;
  y: YScaleKind;
  height: number;
}) {
  const [hiddenLines, setHiddenLines] = useState<ReadonlySet<string>>(new Set());
  const lines = useMemo(() => findChartLines(group, runs, maxPoints), [group, runs]);
  const chart = useMemo(() => prepareRunChart(group, lines, { x, y, hiddenLines }), [group, lines, x, y, hiddenLines]);
  const legend = lines.map(({ key, label, color, subset }) => ({
    key,
    label,
    color,
    isDashed: subset === "validation",
    isShown: !hiddenLines.has(key),
  }));
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
      <ResponsiveContainer width="100%" height="100%" debounce={50}>
        <ComposedChart data={[...chart.rows]} margin={margin} accessibilityLayer={false}>
          <CartesianGrid stroke="var(--line)" vertical={false} />
          <XAxis
            dataKey="x"
            type="number"
            domain={[...chart.xScale.domain]}
            ticks={[...chart.xScale.ticks]}
            tickFormatter={(value: number) => (x === "epoch" ? formatNumber(value) : formatCompact(value))}
            tick={tickStyle}
            tickLine={false}
            axisLine={{ stroke: "var(--line-strong)" }}
            allowDataOverflow
            height={22}
          />
          <YAxis
            type="number"
            scale={y === "log" ? "log" : "linear"}
            domain={[...chart.yScale.domain]}
            ticks={[...chart.yScale.ticks]}
            tickFormatter={(value: number) =>
              group.format === "percent" ? `${formatNumber(value * 100)} %` : formatNumber(value)
            }
            tick={tickStyle}
            tickLine={false}
            axisLine={false}
            allowDataOverflow
            width={52}
          />
          <Tooltip
            isAnimationActive={false}
            cursor={{ stroke: "var(--ink-3)", strokeWidth: 1 }}
            wrapperStyle={{ zIndex: 20 }}
            content={({ active, label }) =>
              active && typeof label === "number" ? (
                <HoverTable lines={chart.lines} at={label} x={x} format={(value) => formatChartValue(value, group)} />
              ) : null
            }
          />
          {chart.nonFinite.map((mark) => (
            <ReferenceLine
              key={`broken ${mark.x} ${mark.text}`}
              x={mark.x}
              stroke={mark.color}
              strokeDasharray="2 3"
              label={{ value: "not finite", fill: "var(--danger-ink)", fontSize: 11, position: "insideTopRight" }}
            />
          ))}
          {chart.lines.map((line) => (
            <Line
              key={line.key}
              dataKey={line.key}
              stroke={line.color}
              strokeWidth={line.subset === "validation" ? 2 : 1.5}
              strokeDasharray={line.subset === "validation" ? "5 3" : undefined}
              dot={line.thin.points.length === 1 ? { r: 2.5, fill: line.color, strokeWidth: 0 } : false}
              activeDot={false}
              connectNulls
              isAnimationActive={false}
            />
          ))}
          {chart.best.map((mark) => (
            <ReferenceDot
              key={`best ${mark.text}`}
              x={mark.x}
              y={mark.y}
              r={4}
              fill="var(--surface)"
              stroke={mark.color}
              strokeWidth={2}
            />
          ))}
        </ComposedChart>
      </ResponsiveContainer>
    </ChartFrame>
  );
}
