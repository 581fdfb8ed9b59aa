/** What a dataset version consists of at the door, and how it is kept. */
import { DatasetDefinition, definitionHash } from "@downhill/data";
import { datasets, datasetVersions, type Executor } from "@downhill/db";
import { DatasetSignature } from "@downhill/model";
import { AppError } from "@downhill/protocol";
import { and, eq, max, sql } from "drizzle-orm";
import { z } from "zod";
import { checkProjectHolds } from "../blobs/projectBlobs.ts";
import { createId } from "../ids.ts";
import { checkDocumentSize } from "../limits.ts";

export const DatasetVersionInput = z.object({
  definition: DatasetDefinition,
  signature: DatasetSignature,
  /** Column cards: statistics and counts as the reader made them; kept and given back as they are. */
  summary: z.record(z.string(), z.unknown()),
});
export type DatasetVersionInput = z.infer<typeof DatasetVersionInput>;

export interface DatasetVersionKey {
  readonly id: string;
  readonly number: number;
  readonly hash: string;
}

/** Adds the version to the dataset, or finds the one that has the same definition already. */
export async function saveDatasetVersion(
  executor: Executor,
  owner: { readonly projectId: string; readonly datasetId: string },
  version: DatasetVersionInput,
): Promise<DatasetVersionKey> {
  checkConsistency(version);
  await checkProjectHolds(executor, owner.projectId, blobsOf(version.definition));
  const hash = await definitionHash(version.definition);
  // Two tabs that save at once get different numbers: the dataset's row is held while the next one is looked up.
  await executor.select({ id: datasets.id }).from(datasets).where(eq(datasets.id, owner.datasetId)).for("update");
  const [same] = await executor
    .select({ id: datasetVersions.id, number: datasetVersions.number, hash: datasetVersions.hash })
    .from(datasetVersions)
    .where(and(eq(datasetVersions.datasetId, owner.datasetId), eq(datasetVersions.hash, hash)));
  if (same !== undefined) return same;
  const [latest] = await executor
    .select({ number: max(datasetVersions.number) })
    .from(datasetVersions)
    .where(eq(datasetVersions.datasetId, owner.datasetId));
  const key: DatasetVersionKey = { id: createId(), number: (latest?.number ?? 0) + 1, hash };
  await executor.insert(datasetVersions).values({ ...key, datasetId: owner.datasetId, ...version });
  await executor.update(datasets).set({ updatedAt: sql`now()` }).where(eq(datasets.id, owner.datasetId));
  return key;
}

/** Adds a dataset with its first version to a project. */
export async function createDataset(
  executor: Executor,
  owner: { readonly projectId: string; readonly name: string },
  version: DatasetVersionInput,
): Promise<{ datasetId: string; version: DatasetVersionKey }> {
  const datasetId = createId();
  await executor.insert(datasets).values({ id: datasetId, projectId: owner.projectId, name: owner.name });
  return { datasetId, version: await saveDatasetVersion(executor, { projectId: owner.projectId, datasetId }, version) };
}

/** Files that a definition reads. */
export function blobsOf(definition: DatasetDefinition): string[] {
  const { source } = definition;
  switch (source.kind) {
    case "csv":
    case "text":
      return [source.blob];
    case "idx":
      return [...new Set([source.imagesBlob, source.labelsBlob])];
    case "generator":
      return [];
  }
}

function checkConsistency({ definition, signature, summary }: DatasetVersionInput): void {
  checkDocumentSize("The dataset's summary", { definition, signature, summary });
  const declared = definition.features.map((feature) => `${feature.role} ${feature.name}`);
  const offered = signature.features.map((feature) => `${feature.role} ${feature.name}`);
  if (new Set(definition.features.map((feature) => feature.name)).size !== declared.length) {
    throw new AppError("version-invalid", { reason: "two features have the same name" });
  }
  if (declared.length !== offered.length || declared.some((feature) => !offered.includes(feature))) {
    throw new AppError("version-invalid", { reason: "its signature names other features than its definition" });
  }
}
