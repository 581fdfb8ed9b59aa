/** Starts a reading worker and gives the page its session. Whoever opens a reader closes it. */
import { proxy, type Remote, wrap } from "comlink";
import type { DatasetSession, ReadOutcome, ReadProgress } from "./datasetSession.ts";

export interface DatasetReader {
  /** Calls the session. Rejects when the worker breaks down, where a bare call would wait for ever. */
  ask<P extends Promise<unknown>>(question: (session: Remote<DatasetSession>) => P): Promise<Awaited<P>>;
  readFiles(files: readonly File[], onProgress: (progress: ReadProgress) => void): Promise<ReadOutcome>;
  close(): void;
}

export function openDatasetReader(): DatasetReader {
  const worker = new Worker(new URL("./datasetWorker.ts", import.meta.url), { type: "module", name: "downhill-datasets" });
  const session = wrap<DatasetSession>(worker);
  const broken = new Promise<never>((_, reject) => {
    worker.addEventListener("error", (event) => {
      reject(
        new Error(event.message || "The worker that reads files stopped. The file may be too large for this browser's memory."),
      );
    });
  });
  // Nobody may be waiting when it breaks.
  broken.catch(() => {});
  async function ask<P extends Promise<unknown>>(question: (session: Remote<DatasetSession>) => P): Promise<Awaited<P>> {
    return Promise.race([question(session), broken]);
  }
  return {
    ask,
    readFiles: (files, onProgress) => ask((remote) => remote.readFiles(files, proxy(onProgress))),
    close: () => worker.terminate(),
  };
}
