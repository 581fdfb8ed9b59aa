"use client";

import { memo, useMemo, useState } from "react";
import { SegmentedControl } from "../../../ui/Tabs.tsx";
import { findChartGroups } from "./chartGroups.ts";
import { LandscapeLine } from "./LandscapeLine.tsx";
import type { XAxisKind, YScaleKind } from "./prepareRunChart.ts";
import { RunChart } from "./RunChart.tsx";
import type { ChartRun } from "./seriesData.ts";
import { useThrottled } from "./useThrottled.ts";

const liveIntervalMs = 250;
const hasPoints = (run: ChartRun) => Object.keys(run.series).length > 0;

/** The curves of one or several runs: a chart for the loss and one for each metric, with common axes settings. */
export const RunCharts = memo(function RunCharts({
  runs,
  isLive = false,
  height = 260,
  emptyText = "Press Run, and the loss is drawn here.",
}: {
  runs: readonly ChartRun[];
  /** Redraws at most 4 times a second. */
  isLive?: boolean;
  /** Of one chart, in pixels. */
  height?: number;
  emptyText?: string;
}) {
  const [x, setX] = useState<XAxisKind>("step");
  const [y, setY] = useState<YScaleKind>("linear");
  const throttled = useThrottled(runs, isLive ? liveIntervalMs : 0);
  // The first points of a run don't wait.
  const shown = throttled.some(hasPoints) ? throttled : runs;
  const found = findChartGroups(shown);
  // The same groups as long as their names stay, whatever points arrive.
  const key = found.map((group) => group.key).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the names stand for the groups
  const groups = useMemo(() => found, [key]);
  if (groups.length === 0) {
    return (
      <div className="flex flex-col items-center justify-center gap-3 text-ink-3" style={{ minHeight: height }}>
        <LandscapeLine className="w-full max-w-[420px]" />
        <p>{emptyText}</p>
      </div>
    );
  }
  return (
    <div className="@container min-w-0">
      <div className="mb-2 flex flex-wrap items-center gap-3">
        <SegmentedControl
          label="Horizontal axis"
          value={x}
          onChange={(value) => setX(value === "epoch" ? "epoch" : "step")}
          options={[
            { value: "step", label: "Step" },
            { value: "epoch", label: "Epoch" },
          ]}
        />
        <SegmentedControl
          label="Vertical axis"
          value={y}
          onChange={(value) => setY(value === "log" ? "log" : "linear")}
          options={[
            { value: "linear", label: "Linear" },
            { value: "log", label: "Log" },
          ]}
        />
      </div>
      <div className="grid grid-cols-1 gap-x-6 gap-y-4 @3xl:grid-cols-2">
        {groups.map((group) => (
          <RunChart
            key={group.key}
            group={group}
            runs={shown}
            x={x}
            y={group.isBetter === "lower" ? y : "linear"}
            height={height}
            isLive={isLive}
          />
        ))}
      </div>
    </div>
  );
});
