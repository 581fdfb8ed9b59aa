"use client";

import { createContext, type PointerEvent, type RefObject, useContext, useMemo, useState } from "react";
import { createPortal } from "react-dom";
import { usePlotArea, useXAxisInverseScale, useXAxisScale, useYAxisScale } from "recharts";
import { HoverTable } from "./HoverTable.tsx";
import {
  type ChartLine,
  findNearestX,
  type PreparedChart,
  toChartX,
  type XAxisKind,
  type YScaleKind,
} from "./prepareRunChart.ts";

/** A scale may have no place for a value (0 on a logarithmic axis). */
type Scale = (value: number) => number | undefined;

function buildPath(line: ChartLine, x: XAxisKind, { toX, toY }: { toX: Scale; toY: Scale }): string {
  let path = "";
  for (const { step, value } of line.thin.points) {
    const left = toX(toChartX(step, line.stepsPerEpoch, x));
    const top = toY(value);
    if (left === undefined || top === undefined || !Number.isFinite(left) || !Number.isFinite(top)) continue;
    path += `${path === "" ? "M" : "L"}${left.toFixed(1)},${top.toFixed(1)}`;
  }
  return path;
}

export interface ChartLayerContent {
  readonly chart: PreparedChart;
  readonly x: XAxisKind;
  readonly y: YScaleKind;
  readonly format: (value: number) => string;
  /** Where the crosshair's table is put, over the chart. */
  readonly tableHost: RefObject<HTMLDivElement | null>;
}

/** By context, so that new points reach the layer without the axes around it being made again. */
export const ChartLayerContext = createContext<ChartLayerContent | null>(null);

/**
 * What a chart shows inside its axes: lines, best points, marks of what is not finite, and the crosshair. Drawn as plain paths
 * instead of the library's line components, which cost several times as much at every redraw of a live run.
 */
export function ChartLayer() {
  const content = useContext(ChartLayerContext);
  return content ? <Layer {...content} /> : null;
}

function Layer({ chart, x, y, format, tableHost }: ChartLayerContent) {
  const xScale = useXAxisScale();
  const yScale = useYAxisScale();
  const invertX = useXAxisInverseScale();
  const plot = usePlotArea();
  const [at, setAt] = useState<number | null>(null);
  const scales = useMemo(() => {
    if (!xScale || !yScale) return null;
    const toX: Scale = (value) => xScale(value);
    const toY: Scale = (value) => (y === "log" && value <= 0 ? undefined : yScale(value));
    return { toX, toY };
  }, [xScale, yScale, y]);
  const paths = useMemo(() => (scales ? chart.lines.map((line) => buildPath(line, x, scales)) : []), [chart, x, scales]);
  if (!scales || !plot) return null;

  function followPointer(event: PointerEvent<SVGRectElement>) {
    const bounds = event.currentTarget.getBoundingClientRect();
    const value = invertX?.((plot?.x ?? 0) + event.clientX - bounds.left);
    if (typeof value === "number") setAt(findNearestX(chart.lines, value, x));
  }

  const crosshair = at === null ? undefined : scales.toX(at);
  return (
    <g>
      {chart.nonFinite.map((mark) => (
        <g key={mark.text}>
          <line
            x1={scales.toX(mark.x)}
            x2={scales.toX(mark.x)}
            y1={plot.y}
            y2={plot.y + plot.height}
            stroke={mark.color}
            strokeDasharray="2 3"
          />
          <text x={(scales.toX(mark.x) ?? 0) - 4} y={plot.y + 10} textAnchor="end" fontSize={11} fill="var(--danger-ink)">
            not finite
          </text>
        </g>
      ))}
      {chart.lines.map((line, place) => (
        <path
          key={line.key}
          data-line={line.key}
          d={paths[place]}
          fill="none"
          stroke={line.color}
          strokeWidth={line.subset === "validation" ? 2 : 1.5}
          strokeDasharray={line.subset === "validation" ? "5 3" : undefined}
          strokeLinejoin="round"
          // Training is the noisy one: validation must be seen through it.
          strokeOpacity={line.subset === "training" ? 0.7 : 1}
        />
      ))}
      {chart.lines.map(({ key, thin, stepsPerEpoch, color }) => {
        const [only, second] = thin.points;
        return only && !second ? (
          <circle
            key={key}
            cx={scales.toX(toChartX(only.step, stepsPerEpoch, x))}
            cy={scales.toY(only.value)}
            r={2.5}
            fill={color}
          />
        ) : null;
      })}
      {chart.best.map((mark) => (
        <circle
          key={mark.text}
          cx={scales.toX(mark.x)}
          cy={scales.toY(mark.y)}
          r={4}
          fill="var(--surface)"
          stroke={mark.color}
          strokeWidth={2}
        />
      ))}
      {crosshair === undefined ? null : (
        <line x1={crosshair} x2={crosshair} y1={plot.y} y2={plot.y + plot.height} stroke="var(--ink-3)" pointerEvents="none" />
      )}
      <rect
        x={plot.x}
        y={plot.y}
        width={plot.width}
        height={plot.height}
        fill="transparent"
        onPointerMove={followPointer}
        onPointerDown={followPointer}
        onPointerLeave={() => setAt(null)}
      />
      {at !== null && crosshair !== undefined && tableHost.current
        ? createPortal(
            <div
              className="pointer-events-none absolute top-2 z-20"
              style={
                crosshair > plot.x + plot.width / 2 ? { right: `calc(100% - ${crosshair - 12}px)` } : { left: crosshair + 12 }
              }
            >
              <HoverTable lines={chart.lines} at={at} x={x} format={format} />
            </div>,
            tableHost.current,
          )
        : null}
    </g>
  );
}
