"use client";
/** The import of files on a screen: nothing, reading, waiting for the second of two files, read, or failed. Owns the reading worker. */
import type { DataIssue, DatasetSource } from "@downhill/data";
import { useCallback, useEffect, useRef, useState } from "react";
import type { OpenedContent, ReadOutcome, ReadProgress } from "./reading/datasetSession.ts";
import { type DatasetReader, openDatasetReader } from "./reading/openDatasetReader.ts";

export type ImportState =
  | { readonly status: "idle" }
  | { readonly status: "reading"; readonly fileNames: readonly string[]; readonly progress: ReadProgress }
  | { readonly status: "waiting"; readonly text: string; readonly files: readonly File[] }
  | { readonly status: "failed"; readonly issues: readonly DataIssue[] }
  | { readonly status: "open"; readonly reader: DatasetReader; readonly opened: OpenedContent };

export interface Import {
  readonly state: ImportState;
  readFiles(files: readonly File[]): void;
  openGenerator(source: DatasetSource): void;
  /** Gives everything up; nothing was kept anywhere. */
  discard(): void;
}

export function useImport(): Import {
  const [state, setState] = useState<ImportState>({ status: "idle" });
  const reader = useRef<DatasetReader | null>(null);

  const discard = useCallback(() => {
    reader.current?.close();
    reader.current = null;
    setState({ status: "idle" });
  }, []);
  useEffect(() => () => reader.current?.close(), []);

  /** Starts anew: an older reading is ended, and what it still says is not heard. */
  const start = useCallback(
    (
      fileNames: readonly string[],
      text: string,
      read: (reader: DatasetReader) => Promise<ReadOutcome>,
      files: readonly File[],
    ) => {
      reader.current?.close();
      const mine = openDatasetReader();
      reader.current = mine;
      setState({ status: "reading", fileNames, progress: { share: null, text } });
      read(mine)
        .catch((error: unknown): ReadOutcome => {
          const message = error instanceof Error ? error.message : "The file could not be read.";
          return { status: "failed", issues: [{ code: "readerBroken", fileName: fileNames[0] ?? "", message }] };
        })
        .then((outcome) => {
          if (reader.current !== mine) return;
          if (outcome.status === "read") setState({ status: "open", reader: mine, opened: outcome.opened });
          else {
            mine.close();
            reader.current = null;
            setState(outcome.status === "waiting" ? { ...outcome, files } : outcome);
          }
        });
    },
    [],
  );

  const waitingFor = state.status === "waiting" ? state.files : null;
  const readFiles = useCallback(
    (files: readonly File[]) => {
      const all = [...(waitingFor ?? []), ...files];
      const names = all.map(({ name }) => name);
      const onProgress = (progress: ReadProgress) =>
        setState((current) => (current.status === "reading" ? { ...current, progress } : current));
      start(names, `Opening ${names[0] ?? ""}`, (mine) => mine.readFiles(all, onProgress), all);
    },
    [start, waitingFor],
  );

  const openGenerator = useCallback(
    (source: DatasetSource) => {
      const generate = async (mine: DatasetReader): Promise<ReadOutcome> => {
        const result = await mine.ask((session) => session.generate(source));
        return result.ok ? { status: "read", opened: result.value } : { status: "failed", issues: result.issues };
      };
      start([], "Making the data", generate, []);
    },
    [start],
  );

  return { state, readFiles, openGenerator, discard };
}
