/** Where a run's curves come from: the owner's own procedures, or those of a share link. */
import type { LiveEvent } from "@downhill/protocol";
import type { ApiClient } from "../../trpc/createClient.ts";
import type { StoredSeries } from "./liveRun.ts";

export interface RunSource {
  /** Another key is another run. */
  readonly key: string;
  loadSeries(signal: AbortSignal): Promise<{ readonly lastEventId: string; readonly series: readonly StoredSeries[] }>;
  /** Events after `lastEventId`; returns the way to stop. */
  subscribe(
    lastEventId: string,
    handlers: { readonly onEvent: (event: LiveEvent) => void; readonly onError: (error: unknown) => void },
  ): () => void;
}

/** Enough for any chart's width; the server keeps every extreme and every value that is not finite. */
const maxBuckets = 1000;

export function ownRunSource(client: ApiClient, runId: string): RunSource {
  return {
    key: runId,
    loadSeries: (signal) => client.run.series.query({ runId, maxBuckets }, { signal }),
    subscribe(lastEventId, { onEvent, onError }) {
      const subscription = client.run.subscribe.subscribe(
        { runId, lastEventId },
        { onData: ({ data }) => onEvent(data), onError },
      );
      return () => subscription.unsubscribe();
    },
  };
}

export function sharedRunSource(client: ApiClient, token: string, runId: string): RunSource {
  return {
    key: `${token}/${runId}`,
    loadSeries: (signal) => client.share.series.query({ token, runId, maxBuckets }, { signal }),
    subscribe(lastEventId, { onEvent, onError }) {
      const subscription = client.share.subscribe.subscribe(
        { token, runId, lastEventId },
        { onData: ({ data }) => onEvent(data), onError },
      );
      return () => subscription.unsubscribe();
    },
  };
}
