/**
 * Records a run's checkpoints and lets go of those that no one goes back to: the newest few stay, since the newest file could turn out to be
 * unreadable, and the best one.
 */
import { checkpoints, type Executor } from "@downhill/db";
import type { RunEventBody } from "@downhill/protocol";
import { and, desc, eq, inArray } from "drizzle-orm";
import { loadProjectOf } from "../access/loadProjectOf.ts";
import { checkProjectHolds } from "../blobs/projectBlobs.ts";

export type NewCheckpoint = Extract<RunEventBody, { type: "checkpoint" }>;

const newestKept = 3;

/** Throws `blob-missing` for a file that was not uploaded into the run's project. Returns the files of the checkpoints let go of. */
export async function addCheckpoints(
  transaction: Executor,
  run: { readonly id: string; readonly attempt: number },
  added: readonly NewCheckpoint[],
): Promise<string[]> {
  if (added.length === 0) return [];
  const project = await loadProjectOf(transaction, "run", run.id);
  await checkProjectHolds(transaction, project?.id ?? "", [...new Set(added.map(({ blob }) => blob))]);
  for (const { step, blob, sizeBytes, isBest } of added) {
    // There is one best: the newest that says so.
    if (isBest) {
      await transaction
        .update(checkpoints)
        .set({ isBest: false })
        .where(and(eq(checkpoints.runId, run.id), eq(checkpoints.isBest, true)));
    }
    await transaction.insert(checkpoints).values({ runId: run.id, attempt: run.attempt, step, blob, sizeBytes, isBest });
  }
  const all = await transaction
    .select({ id: checkpoints.id, blob: checkpoints.blob, isBest: checkpoints.isBest })
    .from(checkpoints)
    .where(eq(checkpoints.runId, run.id))
    .orderBy(desc(checkpoints.step), desc(checkpoints.id));
  const replaced = all.slice(newestKept).filter(({ isBest }) => !isBest);
  if (replaced.length === 0) return [];
  await transaction.delete(checkpoints).where(
    inArray(
      checkpoints.id,
      replaced.map(({ id }) => id),
    ),
  );
  return replaced.map(({ blob }) => blob);
}
