/** A run that a share link opens: one of its own experiment and no other. */
import { type Executor, runs } from "@downhill/db";
import { AppError } from "@downhill/protocol";
import { and, eq } from "drizzle-orm";
import type { OpenedShareLink } from "./shareLink.ts";

export async function checkSharedRun(executor: Executor, link: OpenedShareLink, runId: string): Promise<void> {
  const [run] = await executor
    .select({ id: runs.id })
    .from(runs)
    .where(and(eq(runs.id, runId), eq(runs.experimentId, link.experimentId)));
  if (run === undefined) throw new AppError("not-found", { what: "run" });
}
