/** The page's calls to the server for one leased run, and what their failures mean. */
import type { RunClaim, RunEvent } from "@downhill/protocol";
import { appErrorOf } from "../trpc/appErrorOf.ts";
import { uploadBlob } from "../trpc/blobs.ts";
import type { ApiClient } from "../trpc/createClient.ts";
import type { RecorderServer, RecordingFailure } from "./runRecorder.ts";

const finalCodes: readonly string[] = [
  "attempt-superseded",
  "run-ended",
  "not-found",
  "event-gap",
  "invalid-input",
  "not-signed-in",
];
const uploadWaitsMs = [0, 1000, 3000, 9000];

export function createRecorderServer(client: ApiClient, { runId, attempt, leaseToken }: RunClaim): RecorderServer {
  const lease = { runId, attempt, leaseToken };
  return {
    async append(events) {
      await client.run.appendEvents.mutate({ ...lease, events });
    },
    async heartbeat() {
      await client.run.heartbeat.mutate(lease);
    },
  };
}

export function judgeRecordingFailure(error: unknown): RecordingFailure {
  const known = appErrorOf(error);
  return known && finalCodes.includes(known.code) ? { kind: "final", message: known.message } : { kind: "temporary" };
}

/** Tries for about a quarter of a minute; the trainer tells what failed and tries again with the next checkpoint. */
export async function uploadCheckpoint(projectId: string, bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  let lastError: unknown = null;
  for (const waitMs of uploadWaitsMs) {
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    try {
      return (await uploadBlob(projectId, bytes)).hash;
    } catch (error) {
      lastError = error;
      if (judgeRecordingFailure(error).kind === "final") break;
    }
  }
  throw appErrorOf(lastError) ?? new Error("the server cannot be reached");
}

/** Browsers let a closing page send this much. */
const keepaliveLimitBytes = 60_000;

/** The last events of a page that is being closed, and its goodbye: another page can then resume the run at once. Nobody waits for the answers. */
export function sendLastWords({ runId, attempt, leaseToken }: RunClaim, events: readonly RunEvent[]): void {
  const lease = { runId, attempt, leaseToken };
  if (events.length > 0) sendOnExit("run.appendEvents", { ...lease, events });
  sendOnExit("run.release", lease);
}

/** The request outlives the page. What does not arrive is made up for: the lease runs out by itself. */
function sendOnExit(procedure: "run.appendEvents" | "run.release", input: object): void {
  const body = JSON.stringify(input);
  if (body.length > keepaliveLimitBytes) return;
  const headers = { "content-type": "application/json" };
  void fetch(`/api/trpc/${procedure}`, { method: "POST", headers, body, keepalive: true }).catch(() => {});
}
