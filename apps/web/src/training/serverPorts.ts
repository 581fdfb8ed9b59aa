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

/** The last events of a page that is being closed; nobody waits for the answer. */
export function sendLastWords({ runId, attempt, leaseToken }: RunClaim, events: readonly RunEvent[]): void {
  const body = JSON.stringify({ runId, attempt, leaseToken, events });
  if (events.length === 0 || body.length > keepaliveLimitBytes) return;
  void fetch("/api/trpc/run.appendEvents", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
    keepalive: true,
  }).catch(() => {});
}
