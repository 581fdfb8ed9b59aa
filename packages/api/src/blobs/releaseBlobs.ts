/** Lets go of files that nothing names any more: checkpoints that newer ones replaced, files of removed runs, datasets and projects. */
import {
  blobs,
  checkpoints,
  datasets,
  datasetVersions,
  type Executor,
  experiments,
  projectBlobs,
  projects,
  runs,
} from "@downhill/db";
import { and, eq, inArray, like, notExists, sql } from "drizzle-orm";
import type { ApiContext } from "../context.ts";
import { holdHash } from "./holdHash.ts";

/**
 * Call after the transaction that stopped naming the files. Those that the project still needs stay, as do those that other projects
 * hold. `projectId` null: the project itself is gone.
 */
export async function releaseBlobs(
  { database, blobs: store }: Pick<ApiContext, "database" | "blobs">,
  projectId: string | null,
  hashes: readonly string[],
): Promise<void> {
  if (hashes.length === 0) return;
  const forgotten = await database.executor.transaction(async (transaction) => {
    if (projectId !== null) await dropUnused(transaction, projectId, hashes);
    const holders = transaction.select({ one: sql`1` }).from(projectBlobs).where(eq(projectBlobs.hash, blobs.hash));
    return transaction
      .delete(blobs)
      .where(and(inArray(blobs.hash, [...hashes]), notExists(holders)))
      .returning({ hash: blobs.hash });
  });
  for (const { hash } of forgotten) {
    await database.executor.transaction(async (transaction) => {
      await holdHash(transaction, hash);
      // The same bytes may have been uploaded again since.
      const [kept] = await transaction.select({ hash: blobs.hash }).from(blobs).where(eq(blobs.hash, hash));
      if (kept === undefined) await store.remove(hash);
    });
  }
}

async function dropUnused(transaction: Executor, projectId: string, hashes: readonly string[]): Promise<void> {
  const asCheckpoint = transaction
    .select({ one: sql`1` })
    .from(checkpoints)
    .innerJoin(runs, eq(runs.id, checkpoints.runId))
    .innerJoin(experiments, eq(experiments.id, runs.experimentId))
    .where(and(eq(experiments.projectId, projectId), eq(checkpoints.blob, projectBlobs.hash)));
  const asData = transaction
    .select({ one: sql`1` })
    .from(datasetVersions)
    .innerJoin(datasets, eq(datasets.id, datasetVersions.datasetId))
    .where(
      and(
        eq(datasets.projectId, projectId),
        // A hash is 64 letters that stand nowhere by chance: looking for it in the text needs no knowledge of the sources' forms.
        like(sql`${datasetVersions.definition}::text`, sql`'%' || ${projectBlobs.hash} || '%'`),
      ),
    );
  await transaction
    .delete(projectBlobs)
    .where(
      and(
        eq(projectBlobs.projectId, projectId),
        inArray(projectBlobs.hash, [...hashes]),
        notExists(asCheckpoint),
        notExists(asData),
      ),
    );
}

/**
 * Files of the checkpoints of one run, of one experiment's runs, or of everything in a project. Call it in the transaction that removes
 * the owner: rows are held until its end, so that no runner adds a file in between.
 */
export async function listBlobs(
  executor: Executor,
  owner: { readonly runId: string } | { readonly experimentId: string } | { readonly projectId: string },
): Promise<string[]> {
  if ("projectId" in owner) {
    await executor.select({ id: projects.id }).from(projects).where(eq(projects.id, owner.projectId)).for("update");
    const held = await executor
      .select({ hash: projectBlobs.hash })
      .from(projectBlobs)
      .where(eq(projectBlobs.projectId, owner.projectId));
    return held.map(({ hash }) => hash);
  }
  const ofOwner = "runId" in owner ? eq(runs.id, owner.runId) : eq(runs.experimentId, owner.experimentId);
  await executor.select({ id: runs.id }).from(runs).where(ofOwner).for("update");
  const rows = await executor
    .selectDistinct({ hash: checkpoints.blob })
    .from(checkpoints)
    .innerJoin(runs, eq(runs.id, checkpoints.runId))
    .where(ofOwner);
  return rows.map(({ hash }) => hash);
}
