"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { useStore } from "zustand";
import { appErrorOf, describeError } from "../../../trpc/appErrorOf.ts";
import { useTRPC, useTRPCClient } from "../../../trpc/context.ts";
import type { ModelingStore } from "../state/modelingStore.ts";
import { type Autosave, openAutosave, type SaveStatus } from "./autosave.ts";
import { keepPendingSave } from "./pendingSaves.ts";

export interface ModelSaving {
  readonly status: SaveStatus;
  readonly flush: () => Promise<boolean>;
  /** After a conflict: save this tab's version over the other one. */
  readonly keepMine: () => void;
  /** After a conflict: show the other version; what was changed here is gone. Gives that version's dataset version. */
  readonly takeTheirs: () => Promise<string | null>;
}

/** Saves the draft and the chosen dataset version of one model a moment after each change, and when the page is left. */
export function useModelSaving({
  store,
  modelId,
  revision,
  datasetVersionId,
}: {
  store: ModelingStore;
  modelId: string;
  /** At loading. */
  revision: number;
  datasetVersionId: string | null;
}): ModelSaving {
  const client = useTRPCClient();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const chosen = useRef(datasetVersionId);

  const [autosave] = useState<Autosave>(() =>
    openAutosave({
      revision,
      describeError,
      save: async (expectedRevision) => {
        const { document, options } = store.getState().draft;
        try {
          const saved = await client.model.save.mutate({
            modelId,
            expectedRevision,
            document,
            options,
            datasetVersionId: chosen.current,
          });
          return { ok: true, revision: saved.revision };
        } catch (thrown) {
          const error = appErrorOf(thrown);
          if (error?.code !== "revision-conflict") throw thrown;
          const latest = await client.model.get.query({ modelId });
          return { ok: false, conflictsWith: latest.revision };
        }
      },
    }),
  );

  useEffect(() => {
    if (chosen.current === datasetVersionId) return;
    chosen.current = datasetVersionId;
    autosave.changed();
  }, [autosave, datasetVersionId]);

  useEffect(() => {
    const unsubscribe = store.subscribe((state, before) => {
      if (state.draft !== before.draft) autosave.changed();
    });
    const warn = (event: BeforeUnloadEvent) => {
      if (autosave.status.getState().state === "saved") return;
      void autosave.flush();
      event.preventDefault();
    };
    const hide = () => {
      if (document.visibilityState === "hidden") void autosave.flush();
    };
    window.addEventListener("beforeunload", warn);
    document.addEventListener("visibilitychange", hide);
    return () => {
      unsubscribe();
      window.removeEventListener("beforeunload", warn);
      document.removeEventListener("visibilitychange", hide);
      // Going to another screen of the app: what is left is saved on the way out.
      const last = autosave.flush();
      keepPendingSave(modelId, last);
      void last.then(() => queries.invalidateQueries(trpc.model.pathFilter()));
    };
  }, [autosave, modelId, store, queries, trpc]);

  const takeTheirs = useCallback(async () => {
    const latest = await client.model.get.query({ modelId });
    chosen.current = latest.datasetVersionId;
    store.getState().replace({ document: latest.document, options: latest.options });
    autosave.takeTheirs(latest.revision);
    return latest.datasetVersionId;
  }, [autosave, client, modelId, store]);

  return {
    status: useStore(autosave.status),
    flush: autosave.flush,
    keepMine: useCallback(() => void autosave.keepMine(), [autosave]),
    takeTheirs,
  };
}
