/** The series of a run for a chart: a window of steps, thinned where it holds more points than the chart can show. */
import { type Database, metricChunks, runs } from "@downhill/db";
import { AppError, encodePointValue, SeriesName, type SeriesPoints, Step } from "@downhill/protocol";
import { and, asc, eq, gte, inArray, lte } from "drizzle-orm";
import { z } from "zod";
import { thinSeries } from "./thinSeries.ts";

export const SeriesWindow = z.object({
  /** Names; left out: all. */
  series: z.array(SeriesName).max(100).optional(),
  fromStep: Step.optional(),
  toStep: Step.optional(),
  maxBuckets: z.number().int().min(10).max(5000).default(500),
});
export type SeriesWindow = z.infer<typeof SeriesWindow>;

/** `SeriesPoints` of the protocol, and what was left out. */
export interface LoadedSeries extends SeriesPoints {
  /** Points in the window before thinning. */
  readonly pointCount: number;
  readonly isThinned: boolean;
}

/** `lastEventId` fits the points exactly: a subscription from there misses none and repeats none. */
export async function loadSeries(
  database: Database,
  runId: string,
  window: SeriesWindow,
): Promise<{ lastEventId: string; series: LoadedSeries[] }> {
  const { fromStep, toStep } = window;
  return database.executor.transaction(
    async (transaction) => {
      const [run] = await transaction.select({ lastEventId: runs.lastEventId }).from(runs).where(eq(runs.id, runId));
      if (run === undefined) throw new AppError("not-found", { what: "run" });
      const chunks = await transaction
        .select({ series: metricChunks.series, steps: metricChunks.steps, values: metricChunks.values })
        .from(metricChunks)
        .where(
          and(
            eq(metricChunks.runId, runId),
            window.series === undefined ? undefined : inArray(metricChunks.series, window.series),
            fromStep === undefined ? undefined : gte(metricChunks.lastStep, fromStep),
            toStep === undefined ? undefined : lte(metricChunks.firstStep, toStep),
          ),
        )
        .orderBy(metricChunks.series, asc(metricChunks.firstStep));
      const bySeries = Map.groupBy(chunks, (chunk) => chunk.series);
      const series = [...bySeries].map(([name, parts]): LoadedSeries => {
        const points = cutWindow(parts, fromStep ?? 0, toStep ?? Number.POSITIVE_INFINITY);
        const { steps, values, isThinned } = thinSeries(points, window.maxBuckets);
        return {
          series: name,
          steps: [...steps],
          values: values.map(encodePointValue),
          pointCount: points.steps.length,
          isThinned,
        };
      });
      return { lastEventId: String(run.lastEventId), series };
    },
    { isolationLevel: "repeatable read", accessMode: "read only" },
  );
}

function cutWindow(
  parts: readonly { steps: number[]; values: number[] }[],
  fromStep: number,
  toStep: number,
): { steps: number[]; values: number[] } {
  const steps: number[] = [];
  const values: number[] = [];
  for (const part of parts) {
    part.steps.forEach((step, index) => {
      if (step < fromStep || step > toStep) return;
      steps.push(step);
      values.push(part.values[index] ?? Number.NaN);
    });
  }
  return { steps, values };
}
