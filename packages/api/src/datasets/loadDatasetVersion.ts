/** A dataset version as it leaves the API. */
import { DatasetDefinition } from "@downhill/data";
import { datasets, datasetVersions, type Executor } from "@downhill/db";
import { DatasetSignature } from "@downhill/model";
import { AppError } from "@downhill/protocol";
import { eq } from "drizzle-orm";
import { z } from "zod";
import { readStored } from "../models/readStored.ts";

export interface LoadedDatasetVersion {
  readonly id: string;
  readonly datasetId: string;
  readonly datasetName: string;
  readonly number: number;
  readonly hash: string;
  readonly createdAtMs: number;
  readonly definition: DatasetDefinition;
  readonly signature: DatasetSignature;
  readonly summary: Record<string, unknown>;
}

const Summary = z.record(z.string(), z.unknown());

export async function loadDatasetVersion(executor: Executor, datasetVersionId: string): Promise<LoadedDatasetVersion> {
  const [row] = await executor
    .select({ version: datasetVersions, datasetName: datasets.name })
    .from(datasetVersions)
    .innerJoin(datasets, eq(datasets.id, datasetVersions.datasetId))
    .where(eq(datasetVersions.id, datasetVersionId));
  if (row === undefined) throw new AppError("not-found", { what: "dataset version" });
  const { version, datasetName } = row;
  return {
    id: version.id,
    datasetId: version.datasetId,
    datasetName,
    number: version.number,
    hash: version.hash,
    createdAtMs: version.createdAt.getTime(),
    definition: readStored("dataset version", DatasetDefinition, version.definition),
    signature: readStored("dataset version", DatasetSignature, version.signature),
    summary: readStored("dataset version", Summary, version.summary),
  };
}
