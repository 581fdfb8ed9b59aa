/** Adds points to a run's chunks: to the last chunk of a series until it is full, then to a new one. */
import { type Executor, metricChunks } from "@downhill/db";
import { and, desc, eq, inArray, sql } from "drizzle-orm";
import type { SeriesValues } from "./seriesSummaries.ts";

const pointsPerChunk = 1024;

/** Returns what was really added: points at or before a series' last step are there already and are left out. */
export async function appendPoints(
  transaction: Executor,
  run: { readonly runId: string; readonly attempt: number },
  added: readonly SeriesValues[],
): Promise<SeriesValues[]> {
  const fresh: SeriesValues[] = [];
  const lastChunks = await loadLastChunks(
    transaction,
    run.runId,
    added.map(({ series }) => series),
  );
  for (const points of added) {
    const last = lastChunks.get(points.series);
    const { series, steps, values } = pointsAfter(points, last?.lastStep ?? -1);
    if (steps.length === 0) continue;
    fresh.push({ series, steps, values });
    const room = last === undefined || last.attempt !== run.attempt ? 0 : Math.max(0, pointsPerChunk - last.length);
    const inLast = Math.min(room, steps.length);
    if (last !== undefined && inLast > 0)
      await extendChunk(transaction, last.id, steps.slice(0, inLast), values.slice(0, inLast));
    for (let start = inLast; start < steps.length; start += pointsPerChunk) {
      const chunkSteps = steps.slice(start, start + pointsPerChunk);
      await transaction.insert(metricChunks).values({
        ...run,
        series,
        firstStep: chunkSteps[0] ?? 0,
        lastStep: chunkSteps.at(-1) ?? 0,
        steps: chunkSteps,
        values: values.slice(start, start + pointsPerChunk),
      });
    }
  }
  return fresh;
}

interface LastChunk {
  readonly id: number;
  readonly attempt: number;
  readonly lastStep: number;
  readonly length: number;
}

async function loadLastChunks(transaction: Executor, runId: string, series: string[]): Promise<Map<string, LastChunk>> {
  if (series.length === 0) return new Map();
  const rows = await transaction
    .selectDistinctOn([metricChunks.series], {
      series: metricChunks.series,
      id: metricChunks.id,
      attempt: metricChunks.attempt,
      lastStep: metricChunks.lastStep,
      length: sql<number>`cardinality(${metricChunks.steps})`.mapWith(Number),
    })
    .from(metricChunks)
    .where(and(eq(metricChunks.runId, runId), inArray(metricChunks.series, series)))
    .orderBy(metricChunks.series, desc(metricChunks.firstStep));
  return new Map(rows.map(({ series: name, ...chunk }) => [name, chunk]));
}

async function extendChunk(transaction: Executor, id: number, steps: number[], values: number[]): Promise<void> {
  await transaction
    .update(metricChunks)
    .set({
      lastStep: steps.at(-1) ?? 0,
      steps: sql`${metricChunks.steps} || ${sql.param(steps, metricChunks.steps)}::integer[]`,
      values: sql`${metricChunks.values} || ${sql.param(values, metricChunks.values)}::double precision[]`,
    })
    .where(eq(metricChunks.id, id));
}

function pointsAfter(
  { series, steps, values }: SeriesValues,
  step: number,
): { series: string; steps: number[]; values: number[] } {
  const start = steps.findIndex((candidate) => candidate > step);
  return start === -1 ? { series, steps: [], values: [] } : { series, steps: steps.slice(start), values: values.slice(start) };
}
