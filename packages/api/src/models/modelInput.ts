/** A model at the door, and how it is kept. Drafts may have errors: only Run is barred by them. */
import { datasets, datasetVersions, type Executor, models } from "@downhill/db";
import { CompilerOptions, ModelDocument } from "@downhill/model";
import { AppError } from "@downhill/protocol";
import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { createId } from "../ids.ts";
import { checkModelSize } from "../limits.ts";

/** As many Targets as a document may have blocks: losses of removed ones may stay, for undo brings them back. */
const maxLosses = 2000;
const maxMetrics = 50;

const BoundedOptions = CompilerOptions.refine(
  ({ losses }) => Object.keys(losses).length <= maxLosses,
  `losses are chosen for at most ${maxLosses} Targets`,
).refine(({ metrics }) => metrics.length <= maxMetrics, `at most ${maxMetrics} metrics are chosen`);

export const ModelInput = z.object({ document: ModelDocument, options: BoundedOptions });
export type ModelInput = z.infer<typeof ModelInput>;

export interface NewModel extends ModelInput {
  readonly projectId: string;
  readonly name: string;
  readonly datasetVersionId: string | null;
}

export async function createModel(executor: Executor, model: NewModel): Promise<{ modelId: string; revision: number }> {
  checkModelSize(model);
  await checkVersionInProject(executor, model.projectId, model.datasetVersionId);
  const modelId = createId();
  const { projectId, name, datasetVersionId, document, options } = model;
  await executor.insert(models).values({ id: modelId, projectId, name, datasetVersionId, document, options });
  return { modelId, revision: 1 };
}

/** Throws `not-found` for a dataset version of another project. */
export async function checkVersionInProject(
  executor: Executor,
  projectId: string,
  datasetVersionId: string | null,
): Promise<void> {
  if (datasetVersionId === null) return;
  const [version] = await executor
    .select({ id: datasetVersions.id })
    .from(datasetVersions)
    .innerJoin(datasets, eq(datasets.id, datasetVersions.datasetId))
    .where(and(eq(datasetVersions.id, datasetVersionId), eq(datasets.projectId, projectId)));
  if (version === undefined) throw new AppError("not-found", { what: "dataset version" });
}
