"use client";
import { endStates } from "@downhill/protocol";
import { useEffect, useState } from "react";
import { applyLiveEvent, type LiveRun, withStoredSeries } from "./liveRun.ts";
import type { RunSource } from "./runSource.ts";

export interface LiveRunView {
  readonly run: LiveRun;
  readonly status: "loading" | "ready" | "failed";
  readonly error: unknown;
  reload(): void;
}

/** Loads a run's series and, while it is alive, follows its events. `summary` is what is known before the first answer. */
export function useLiveRun(source: RunSource | null, summary: Omit<LiveRun, "series">): LiveRunView {
  const [run, setRun] = useState<LiveRun>({ ...summary, series: {} });
  const [status, setStatus] = useState<LiveRunView["status"]>("loading");
  const [error, setError] = useState<unknown>(null);
  const [round, setRound] = useState(0);
  const key = source?.key;
  const isOver = endStates.includes(summary.state);

  // A summary that was loaded again may know more than the events that arrived.
  const { state, message, progress, isInterrupted } = summary;
  useEffect(() => {
    setRun((current) => ({ ...current, state, message, progress: progress ?? current.progress, isInterrupted }));
  }, [state, message, progress, isInterrupted]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the source, and a change of state alone must not load again
  useEffect(() => {
    if (!source) return;
    const abort = new AbortController();
    let stop: (() => void) | undefined;
    const fail = (thrown: unknown) => {
      if (abort.signal.aborted) return;
      setError(thrown);
      setStatus("failed");
    };
    source
      .loadSeries(abort.signal)
      .then(({ lastEventId, series }) => {
        if (abort.signal.aborted) return;
        setRun((current) => withStoredSeries(current, series));
        setStatus("ready");
        if (!isOver) {
          stop = source.subscribe(lastEventId, {
            onEvent: (event) => setRun((current) => applyLiveEvent(current, event)),
            onError: fail,
          });
        }
      })
      .catch(fail);
    return () => {
      abort.abort();
      stop?.();
    };
  }, [key, round]);

  function reload() {
    setStatus("loading");
    setRound((current) => current + 1);
  }

  return { run, status, error, reload };
}
