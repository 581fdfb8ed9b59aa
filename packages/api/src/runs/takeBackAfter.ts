/**
 * Takes back what a lost attempt recorded after the checkpoint that the next attempt goes on from: those steps will be trained again,
 * and a curve must not show them twice.
 */
import { checkpoints, type Executor, metricChunks } from "@downhill/db";
import type { SeriesSummary } from "@downhill/protocol";
import { and, asc, eq, gt } from "drizzle-orm";
import { addToSummaries } from "./seriesSummaries.ts";

/** `step` null: everything. Returns the summaries of what stays. */
export async function takeBackAfter(transaction: Executor, runId: string, step: number | null): Promise<SeriesSummary[]> {
  const limit = step ?? -1;
  await transaction.delete(checkpoints).where(and(eq(checkpoints.runId, runId), gt(checkpoints.step, limit)));
  await transaction.delete(metricChunks).where(and(eq(metricChunks.runId, runId), gt(metricChunks.firstStep, limit)));
  const cut = await transaction
    .select()
    .from(metricChunks)
    .where(and(eq(metricChunks.runId, runId), gt(metricChunks.lastStep, limit)));
  for (const { id, steps, values } of cut) {
    const end = steps.findIndex((candidate) => candidate > limit);
    const kept = steps.slice(0, end);
    await transaction
      .update(metricChunks)
      .set({ steps: kept, values: values.slice(0, end), lastStep: kept.at(-1) ?? limit })
      .where(eq(metricChunks.id, id));
  }
  const remaining = await transaction
    .select({ series: metricChunks.series, steps: metricChunks.steps, values: metricChunks.values })
    .from(metricChunks)
    .where(eq(metricChunks.runId, runId))
    .orderBy(asc(metricChunks.firstStep));
  return addToSummaries([], remaining);
}
