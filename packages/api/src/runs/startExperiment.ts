/** Freezes model, compiler options and dataset version into an experiment, and gives its first run to the caller. */
import { datasets, datasetVersions, type Executor, experiments, models, projects, runs } from "@downhill/db";
import { DatasetSignature } from "@downhill/model";
import { AppError, type ExperimentSpec, type RunClaim, type RunnerInfo } from "@downhill/protocol";
import { and, eq, sql } from "drizzle-orm";
import { createId } from "../ids.ts";
import type { ModelInput } from "../models/modelInput.ts";
import { readStored } from "../models/readStored.ts";
import { checkExperiment } from "./checkExperiment.ts";
import { claimRun } from "./claimRun.ts";

export interface StartOptions extends ModelInput {
  readonly projectId: string;
  readonly modelId: string;
  readonly datasetVersionId: string;
  readonly name: string | undefined;
  readonly userId: string;
  readonly nowMs: number;
  readonly runner: RunnerInfo | undefined;
}

export interface StartedExperiment {
  readonly experimentId: string;
  readonly number: number;
  readonly name: string;
  readonly claim: RunClaim;
}

export async function startExperiment(transaction: Executor, options: StartOptions): Promise<StartedExperiment> {
  const { projectId, modelId, datasetVersionId } = options;
  const spec = await freezeSpec(transaction, options);
  checkExperiment(spec);
  const [model] = await transaction.select({ name: models.name }).from(models).where(eq(models.id, modelId));
  const number = await takeNumber(transaction, projectId);
  const name = options.name ?? `Experiment ${number}`;
  const experimentId = createId();
  const runId = createId();
  await transaction
    .insert(experiments)
    .values({ id: experimentId, projectId, number, name, modelId, modelName: model?.name ?? "", datasetVersionId, spec });
  await transaction.insert(runs).values({ id: runId, experimentId });
  const { userId, nowMs, runner } = options;
  const claim = await claimRun(transaction, { runId, userId, nowMs, runner, takeOver: false });
  return { experimentId, number, name, claim };
}

async function freezeSpec(
  transaction: Executor,
  { projectId, datasetVersionId, document, options }: StartOptions,
): Promise<ExperimentSpec> {
  const [version] = await transaction
    .select({ hash: datasetVersions.hash, signature: datasetVersions.signature })
    .from(datasetVersions)
    .innerJoin(datasets, eq(datasets.id, datasetVersions.datasetId))
    .where(and(eq(datasetVersions.id, datasetVersionId), eq(datasets.projectId, projectId)));
  if (version === undefined) throw new AppError("dataset-missing");
  return {
    document,
    options,
    signature: readStored("dataset version", DatasetSignature, version.signature),
    datasetVersionHash: version.hash,
  };
}

async function takeNumber(transaction: Executor, projectId: string): Promise<number> {
  const [project] = await transaction
    .update(projects)
    .set({ nextExperimentNumber: sql`${projects.nextExperimentNumber} + 1`, updatedAt: sql`now()` })
    .where(eq(projects.id, projectId))
    .returning({ next: projects.nextExperimentNumber });
  if (project === undefined) throw new AppError("not-found", { what: "project" });
  return project.next - 1;
}
