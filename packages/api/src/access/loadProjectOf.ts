/** From any entity to the project that owns it. */
import { datasets, datasetVersions, type Executor, experiments, models, projects, runs, shareLinks } from "@downhill/db";
import { eq } from "drizzle-orm";

export type EntityKind = "project" | "dataset" | "datasetVersion" | "model" | "experiment" | "run" | "shareLink";

export interface ProjectAccess {
  readonly id: string;
  readonly ownerId: string;
}

export async function loadProjectOf(executor: Executor, kind: EntityKind, id: string): Promise<ProjectAccess | null> {
  const [project] = await queries[kind](executor, id);
  return project ?? null;
}

const fields = { id: projects.id, ownerId: projects.ownerId };

const queries: Record<EntityKind, (executor: Executor, id: string) => PromiseLike<ProjectAccess[]>> = {
  project: (executor, id) => executor.select(fields).from(projects).where(eq(projects.id, id)),
  dataset: (executor, id) =>
    executor.select(fields).from(projects).innerJoin(datasets, eq(datasets.projectId, projects.id)).where(eq(datasets.id, id)),
  datasetVersion: (executor, id) =>
    executor
      .select(fields)
      .from(projects)
      .innerJoin(datasets, eq(datasets.projectId, projects.id))
      .innerJoin(datasetVersions, eq(datasetVersions.datasetId, datasets.id))
      .where(eq(datasetVersions.id, id)),
  model: (executor, id) =>
    executor.select(fields).from(projects).innerJoin(models, eq(models.projectId, projects.id)).where(eq(models.id, id)),
  experiment: (executor, id) =>
    executor
      .select(fields)
      .from(projects)
      .innerJoin(experiments, eq(experiments.projectId, projects.id))
      .where(eq(experiments.id, id)),
  run: (executor, id) =>
    executor
      .select(fields)
      .from(projects)
      .innerJoin(experiments, eq(experiments.projectId, projects.id))
      .innerJoin(runs, eq(runs.experimentId, experiments.id))
      .where(eq(runs.id, id)),
  shareLink: (executor, id) =>
    executor
      .select(fields)
      .from(projects)
      .innerJoin(experiments, eq(experiments.projectId, projects.id))
      .innerJoin(shareLinks, eq(shareLinks.experimentId, experiments.id))
      .where(eq(shareLinks.id, id)),
};
