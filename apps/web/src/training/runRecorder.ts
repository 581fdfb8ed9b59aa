/**
 * Carries a run's events to the server: numbered, in order, in batches, again after a failure (the server takes repeats), and never
 * more than one request at a time. It has no timer: `tick` comes from the training thread, whose clock runs in hidden tabs too.
 */
import { heartbeatIntervalMs, maxEventsPerBatch, maxPointsPerBatch, type RunEvent, type RunEventBody } from "@downhill/protocol";

/** The server's side, for one lease. */
export interface RecorderServer {
  append(events: RunEvent[]): Promise<void>;
  heartbeat(): Promise<void>;
}

/** What a failed request means for the recording. */
export type RecordingFailure =
  | { readonly kind: "temporary" }
  /** Another runner has taken the run over, or it has ended: nothing more can be recorded. */
  | { readonly kind: "final"; readonly message: string };

export type Keeping = "kept" | "saving" | "retrying" | "lost";

export interface RunRecorderOptions {
  readonly server: RecorderServer;
  readonly judge: (error: unknown) => RecordingFailure;
  readonly onKeeping?: (keeping: Keeping) => void;
  /** Called once, with a sentence, when nothing more can be recorded. */
  readonly onRefused?: (message: string) => void;
  readonly now?: () => number;
}

export interface RunRecorder {
  emit(body: RunEventBody): void;
  tick(): void;
  /** Settles when everything so far is kept; rejects when the server refuses for good. */
  flush(): Promise<void>;
  /** Events that the server has not confirmed: for a last word when the page closes. */
  getPending(): readonly RunEvent[];
}

const batchIntervalMs = 600;
const maxWaitMs = 20_000;

export function createRunRecorder(options: RunRecorderOptions): RunRecorder {
  const { server, judge, onKeeping = () => {}, onRefused = () => {}, now = Date.now } = options;
  const pending: RunEvent[] = [];
  let waiting: { resolve: () => void; reject: (error: Error) => void }[] = [];
  let sequence = 0;
  let isSending = false;
  let failures = 0;
  let nextTryMs = 0;
  let lastContactMs = now();
  let refusal: Error | null = null;

  const settle = () => {
    if (refusal) for (const { reject } of waiting.splice(0)) reject(refusal);
    else if (pending.length === 0) for (const { resolve } of waiting.splice(0)) resolve();
  };

  const send = async () => {
    if (isSending || refusal) return;
    isSending = true;
    const batch = takeBatch(pending);
    try {
      if (batch.length > 0) onKeeping("saving");
      await (batch.length > 0 ? server.append(batch) : server.heartbeat());
      pending.splice(0, batch.length);
      failures = 0;
      lastContactMs = now();
      nextTryMs = lastContactMs + batchIntervalMs;
      if (pending.length === 0) onKeeping("kept");
    } catch (error) {
      const failure = judge(error);
      if (failure.kind === "final") {
        refusal = new Error(failure.message);
        onKeeping("lost");
        onRefused(failure.message);
      } else {
        failures += 1;
        nextTryMs = now() + Math.min(maxWaitMs, 500 * 2 ** failures);
        onKeeping("retrying");
      }
    } finally {
      isSending = false;
    }
    settle();
    // Whoever waits for everything does not wait for the next tick.
    if (waiting.length > 0 && failures === 0) void send();
  };

  const sendIfDue = () => {
    const nowMs = now();
    if (nowMs < nextTryMs) return;
    if (pending.length > 0 || nowMs - lastContactMs >= heartbeatIntervalMs) void send();
  };

  return {
    emit(body) {
      if (refusal) return;
      sequence += 1;
      pending.push({ sequence, atMs: now(), body });
      // The first events show the run to others at once.
      sendIfDue();
    },
    tick: sendIfDue,
    flush() {
      if (refusal) return Promise.reject(refusal);
      if (pending.length === 0) return Promise.resolve();
      return new Promise((resolve, reject) => {
        waiting = [...waiting, { resolve, reject }];
        if (failures === 0) void send();
      });
    },
    getPending: () => pending,
  };
}

/** The first events, as many as one request may hold. */
function takeBatch(pending: readonly RunEvent[]): RunEvent[] {
  const batch: RunEvent[] = [];
  let points = 0;
  for (const event of pending) {
    if (event.body.type === "points") points += event.body.points.reduce((count, { steps }) => count + steps.length, 0);
    if (batch.length >= maxEventsPerBatch || (batch.length > 0 && points > maxPointsPerBatch)) break;
    batch.push(event);
  }
  return batch;
}
