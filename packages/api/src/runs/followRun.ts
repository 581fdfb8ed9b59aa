/**
 * Everything that happens to a run from a given event on, live. It hears of news by a wake-up and then reads rows, so that a lost wake-up
 * only delays; it listens before it reads, so that nothing falls between.
 */
import { type Database, runEvents, runs } from "@downhill/db";
import { AppError, type LiveEvent } from "@downhill/protocol";
import { type TrackedEnvelope, tracked } from "@trpc/server";
import { and, asc, eq, gt } from "drizzle-orm";
import { hasEnded, isInterrupted } from "./lease.ts";
import { runChannel } from "./runChannel.ts";

const pollIntervalMs = 5000;
const rowsPerRead = 500;

export interface FollowOptions {
  readonly database: Database;
  readonly runId: string;
  /** The last event that the subscriber has; without it all events come. */
  readonly lastEventId: string | undefined;
  /** The subscriber has left. */
  readonly signal: AbortSignal | undefined;
  /** The server is being stopped. */
  readonly stopping: AbortSignal;
  readonly now: () => number;
  /** Called before every read; throws when the subscriber may no longer look. */
  readonly checkAccess: () => Promise<void>;
}

/**
 * Ends when the run has ended or is gone, and when the subscriber leaves. Throws `server-stopping` when the server is being stopped, which
 * a browser takes as a reason to connect again.
 */
export async function* followRun(options: FollowOptions): AsyncGenerator<TrackedEnvelope<LiveEvent>, void> {
  const { database, runId, signal, stopping, now } = options;
  const wakeUp = createWakeUp();
  const stopListening = await database.wakeUps.listen(runChannel, (payload) => {
    if (payload === runId) wakeUp.ring();
  });
  signal?.addEventListener("abort", wakeUp.ring);
  stopping.addEventListener("abort", wakeUp.ring);
  let lastId = Number(options.lastEventId ?? 0);
  let wasInterrupted = false;
  try {
    while (signal?.aborted !== true) {
      if (stopping.aborted) throw new AppError("server-stopping");
      await options.checkAccess();
      const [run] = await database.executor.select().from(runs).where(eq(runs.id, runId));
      if (run === undefined) return;
      const rows = await database.executor
        .select()
        .from(runEvents)
        .where(and(eq(runEvents.runId, runId), gt(runEvents.id, lastId)))
        .orderBy(asc(runEvents.id))
        .limit(rowsPerRead);
      for (const row of rows) {
        lastId = row.id;
        wasInterrupted = false;
        yield tracked(String(row.id), {
          runId,
          attempt: row.attempt,
          atMs: row.at.getTime(),
          body: row.body,
          isInterrupted: false,
        });
      }
      if (rows.length === rowsPerRead || lastId < run.lastEventId) continue;
      if (hasEnded(run.state)) return;
      const isNowInterrupted = isInterrupted(run, now());
      if (isNowInterrupted && !wasInterrupted) {
        const { attempt, state } = run;
        yield tracked(String(lastId), { runId, attempt, atMs: now(), body: { type: "state", state }, isInterrupted: true });
      }
      wasInterrupted = isNowInterrupted;
      await wakeUp.wait(pollIntervalMs);
    }
  } finally {
    signal?.removeEventListener("abort", wakeUp.ring);
    stopping.removeEventListener("abort", wakeUp.ring);
    await stopListening();
  }
}

/** A bell that remembers one ring: whoever waits next goes on at once. */
function createWakeUp(): { ring: () => void; wait: (timeoutMs: number) => Promise<void> } {
  let hasRung = false;
  let goOn: (() => void) | undefined;
  return {
    ring: () => {
      hasRung = true;
      goOn?.();
    },
    wait: async (timeoutMs) => {
      if (!hasRung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, timeoutMs);
          goOn = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      hasRung = false;
      goOn = undefined;
    },
  };
}
