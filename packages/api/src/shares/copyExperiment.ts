/** A project of one's own from a shared experiment: its dataset version, its model and its compiler options, ready to run. */
import { datasets, datasetVersions, type Executor, projectBlobs, projects } from "@downhill/db";
import { AppError } from "@downhill/protocol";
import { blobsOf } from "../datasets/datasetVersion.ts";
import { loadDatasetVersion } from "../datasets/loadDatasetVersion.ts";
import { loadExperiment } from "../experiments/loadExperiments.ts";
import { createId } from "../ids.ts";
import { createModel } from "../models/modelInput.ts";
import { canBeCopied } from "./copyable.ts";
import type { OpenedShareLink } from "./shareLink.ts";

export interface Copied {
  readonly projectId: string;
  readonly modelId: string;
  readonly datasetId: string;
  readonly datasetVersionId: string;
}

export async function copyExperiment(
  transaction: Executor,
  link: OpenedShareLink,
  { userId, nowMs }: { readonly userId: string; readonly nowMs: number },
): Promise<Copied> {
  const experiment = await loadExperiment(transaction, link.experimentId, nowMs);
  const version = await loadDatasetVersion(transaction, experiment.datasetVersionId);
  if (!canBeCopied(link, version.definition)) throw new AppError("data-not-shared");

  const projectId = createId();
  const datasetId = createId();
  const datasetVersionId = createId();
  const name = `${experiment.name} (copy)`.slice(0, 120);
  await transaction.insert(projects).values({ id: projectId, ownerId: userId, name });
  const hashes = blobsOf(version.definition);
  if (hashes.length > 0) await transaction.insert(projectBlobs).values(hashes.map((hash) => ({ projectId, hash })));
  await transaction.insert(datasets).values({ id: datasetId, projectId, name: version.datasetName });
  const { hash, definition, signature, summary } = version;
  await transaction
    .insert(datasetVersions)
    .values({ id: datasetVersionId, datasetId, number: 1, hash, definition, signature, summary });
  const { document, options } = experiment.spec;
  const { modelId } = await createModel(transaction, {
    projectId,
    name: experiment.modelName,
    document,
    options,
    datasetVersionId,
  });
  return { projectId, modelId, datasetId, datasetVersionId };
}
