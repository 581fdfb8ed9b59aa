/** A run as its viewers see it: stored series first, then every live event folded in. Pure; the same for owners and share links. */
import { decodePointValue, type LiveEvent, type PointValue, type RunProgress, type RunState } from "@downhill/protocol";
import { appendToSeries, createSeries, cutSeriesAfter, type GrowingSeries } from "./growingSeries.ts";

/** Points as the server keeps them. */
export interface StoredSeries {
  readonly series: string;
  readonly steps: readonly number[];
  readonly values: readonly PointValue[];
}

export interface LiveRun {
  readonly state: RunState;
  readonly message: string | null;
  readonly progress: RunProgress | null;
  /** The runner is gone, and nobody has taken the run over. */
  readonly isInterrupted: boolean;
  readonly series: Readonly<Record<string, GrowingSeries>>;
}

export function withStoredSeries(run: LiveRun, stored: readonly StoredSeries[]): LiveRun {
  const series: Record<string, GrowingSeries> = {};
  for (const { series: name, steps, values } of stored) series[name] = createSeries(steps, values.map(decodePointValue));
  return { ...run, series };
}

export function applyLiveEvent(run: LiveRun, event: LiveEvent): LiveRun {
  const { body, isInterrupted } = event;
  switch (body.type) {
    case "state":
      return { ...run, isInterrupted, state: body.state, message: body.message ?? null };
    case "progress":
      return { ...run, isInterrupted, progress: body.progress };
    case "points":
      return { ...run, isInterrupted, series: appendPoints(run.series, body.points) };
    case "attempt":
      return { ...run, isInterrupted, series: dropPointsAfter(run.series, body.resumeFromStep) };
    case "nonFinite":
    case "checkpoint":
      return run.isInterrupted === isInterrupted ? run : { ...run, isInterrupted };
  }
}

function appendPoints(series: LiveRun["series"], points: readonly StoredSeries[]): LiveRun["series"] {
  const next: Record<string, GrowingSeries> = { ...series };
  for (const { series: name, steps, values } of points) {
    next[name] = appendToSeries(next[name], steps, values.map(decodePointValue));
  }
  return next;
}

/** Points of a lost attempt that its checkpoint does not cover are superseded, not mixed with the new ones. */
function dropPointsAfter(series: LiveRun["series"], step: number | null): LiveRun["series"] {
  if (step === null) return {};
  const kept: Record<string, GrowingSeries> = {};
  for (const [name, whole] of Object.entries(series)) {
    const cut = cutSeriesAfter(whole, step);
    if (cut.steps.length > 0) kept[name] = cut;
  }
  return kept;
}
