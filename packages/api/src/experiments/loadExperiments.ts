/** Experiments as they leave the API, each with its runs. */
import { datasets, datasetVersions, type Executor, experiments, runs } from "@downhill/db";
import { CompilerOptions, migrateDocument } from "@downhill/model";
import { AppError, type ExperimentSpec } from "@downhill/protocol";
import { desc, eq, type SQL } from "drizzle-orm";
import { z } from "zod";
import { readStoredSpec } from "../models/readStored.ts";
import { type RunSummary, summariseRun } from "../runs/runSummary.ts";

export interface ExperimentSummary {
  readonly id: string;
  readonly projectId: string;
  readonly number: number;
  readonly name: string;
  /** Null when the model was removed since. */
  readonly modelId: string | null;
  readonly modelName: string;
  readonly datasetVersionId: string;
  readonly datasetName: string;
  readonly datasetVersionNumber: number;
  readonly createdAtMs: number;
  /** The frozen compiler options, for telling experiments apart in a list. */
  readonly options: CompilerOptions;
  /** The Targets of the frozen model: what `options.losses` names by id. */
  readonly targets: readonly { readonly id: string; readonly name: string }[];
  readonly runs: readonly RunSummary[];
}

export interface LoadedExperiment extends ExperimentSummary {
  readonly spec: ExperimentSpec;
}

/** Newest first. Those whose compiler options cannot be read are left out; a damaged model leaves an experiment without Targets. */
export function listExperiments(executor: Executor, projectId: string, nowMs: number): Promise<ExperimentSummary[]> {
  return loadSummaries(executor, eq(experiments.projectId, projectId), nowMs);
}

export async function loadExperiment(executor: Executor, experimentId: string, nowMs: number): Promise<LoadedExperiment> {
  const [row] = await executor.select({ spec: experiments.spec }).from(experiments).where(eq(experiments.id, experimentId));
  if (row === undefined) throw new AppError("not-found", { what: "experiment" });
  const spec = readStoredSpec(row.spec);
  const [summary] = await loadSummaries(executor, eq(experiments.id, experimentId), nowMs);
  if (summary === undefined) throw new AppError("not-found", { what: "experiment" });
  return { ...summary, spec };
}

/** Of the frozen experiment only what a list shows; the rest was checked when it was frozen. */
const ListedSpec = z.object({ options: CompilerOptions, document: z.unknown() });

function listTargets(document: unknown): { id: string; name: string }[] {
  const migrated = migrateDocument(document);
  if (!migrated.ok) return [];
  return migrated.document.blocks.flatMap(({ id, kind, name }) => (kind === "target" ? [{ id, name }] : []));
}

async function loadSummaries(executor: Executor, condition: SQL, nowMs: number): Promise<ExperimentSummary[]> {
  const rows = await executor
    .select({
      id: experiments.id,
      projectId: experiments.projectId,
      number: experiments.number,
      name: experiments.name,
      modelId: experiments.modelId,
      modelName: experiments.modelName,
      datasetVersionId: experiments.datasetVersionId,
      datasetName: datasets.name,
      datasetVersionNumber: datasetVersions.number,
      createdAt: experiments.createdAt,
      spec: experiments.spec,
    })
    .from(experiments)
    .innerJoin(datasetVersions, eq(datasetVersions.id, experiments.datasetVersionId))
    .innerJoin(datasets, eq(datasets.id, datasetVersions.datasetId))
    .where(condition)
    .orderBy(desc(experiments.number));
  const runRows = await executor
    .select({ run: runs })
    .from(runs)
    .innerJoin(experiments, eq(experiments.id, runs.experimentId))
    .where(condition)
    .orderBy(runs.createdAt, runs.id);
  const runsByExperiment = Map.groupBy(runRows, ({ run }) => run.experimentId);
  return rows.flatMap(({ createdAt, spec, ...experiment }) => {
    const listed = ListedSpec.safeParse(spec);
    if (!listed.success) return [];
    return {
      ...experiment,
      createdAtMs: createdAt.getTime(),
      options: listed.data.options,
      targets: listTargets(listed.data.document),
      runs: (runsByExperiment.get(experiment.id) ?? []).map(({ run }) => summariseRun(run, nowMs)),
    };
  });
}
