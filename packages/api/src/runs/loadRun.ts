/** Runs with what belongs to them. */
import { checkpoints, type Executor, experiments, runs } from "@downhill/db";
import { AppError } from "@downhill/protocol";
import { and, desc, eq } from "drizzle-orm";
import { type RunSummary, summariseRun } from "./runSummary.ts";

export interface CheckpointSummary {
  readonly step: number;
  readonly blob: string;
  readonly sizeBytes: number;
}

export interface LoadedRun extends RunSummary {
  readonly projectId: string;
  readonly experimentName: string;
  readonly experimentNumber: number;
  readonly latestCheckpoint: CheckpointSummary | null;
  readonly bestCheckpoint: CheckpointSummary | null;
}

export async function loadRun(executor: Executor, runId: string, nowMs: number): Promise<LoadedRun> {
  const [row] = await executor
    .select({ run: runs, projectId: experiments.projectId, name: experiments.name, number: experiments.number })
    .from(runs)
    .innerJoin(experiments, eq(experiments.id, runs.experimentId))
    .where(eq(runs.id, runId));
  if (row === undefined) throw new AppError("not-found", { what: "run" });
  return {
    ...summariseRun(row.run, nowMs),
    projectId: row.projectId,
    experimentName: row.name,
    experimentNumber: row.number,
    latestCheckpoint: await loadCheckpoint(executor, runId, false),
    bestCheckpoint: await loadCheckpoint(executor, runId, true),
  };
}

export async function listRuns(
  executor: Executor,
  projectId: string,
  nowMs: number,
): Promise<(RunSummary & { experimentName: string; experimentNumber: number })[]> {
  const rows = await executor
    .select({ run: runs, name: experiments.name, number: experiments.number })
    .from(runs)
    .innerJoin(experiments, eq(experiments.id, runs.experimentId))
    .where(eq(experiments.projectId, projectId))
    .orderBy(desc(runs.createdAt), runs.id);
  return rows.map(({ run, name, number }) => ({
    ...summariseRun(run, nowMs),
    experimentName: name,
    experimentNumber: number,
  }));
}

async function loadCheckpoint(executor: Executor, runId: string, onlyBest: boolean): Promise<CheckpointSummary | null> {
  const [checkpoint] = await executor
    .select({ step: checkpoints.step, blob: checkpoints.blob, sizeBytes: checkpoints.sizeBytes })
    .from(checkpoints)
    .where(and(eq(checkpoints.runId, runId), onlyBest ? eq(checkpoints.isBest, true) : undefined))
    .orderBy(desc(checkpoints.step), desc(checkpoints.id))
    .limit(1);
  return checkpoint ?? null;
}
