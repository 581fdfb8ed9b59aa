/**
 * Keeps a changing thing saved: a little after the last change, one save at a time, again after a failure, and never over what
 * somebody else saved in the meantime. Knows nothing of what it saves or how.
 */
import { createStore, type StoreApi } from "zustand/vanilla";

export type SaveOutcome =
  | { readonly ok: true; readonly revision: number }
  | { readonly ok: false; readonly conflictsWith: number };

export interface SaveStatus {
  /** `failed` is tried again by itself; `conflict` waits for a choice. */
  readonly state: "saved" | "unsaved" | "saving" | "failed" | "conflict";
  /** One sentence, when it failed. */
  readonly message: string | null;
}

export interface Autosave {
  readonly status: StoreApi<SaveStatus>;
  /** Something is different from what was saved. */
  changed(): void;
  /** Saves now what there is to save. False when it could not. */
  flush(): Promise<boolean>;
  /** After a conflict: save over the other version. */
  keepMine(): Promise<boolean>;
  /** After a conflict: the other version was taken; it has this revision. */
  takeTheirs(revision: number): void;
  close(): void;
}

export interface AutosaveSettings {
  readonly revision: number;
  /** Saves the content as it is when called. Throws when the server cannot be reached or refuses. */
  readonly save: (expectedRevision: number) => Promise<SaveOutcome>;
  readonly describeError: (thrown: unknown) => string;
  readonly delayMs?: number;
  readonly retryMs?: number;
}

export function openAutosave({ revision, save, describeError, delayMs = 700, retryMs = 4000 }: AutosaveSettings): Autosave {
  const status = createStore<SaveStatus>(() => ({ state: "saved", message: null }));
  let known = revision;
  let theirs: number | null = null;
  let isDirty = false;
  let running: Promise<boolean> | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isClosed = false;

  function schedule(afterMs: number) {
    clearTimeout(timer);
    if (!isClosed) timer = setTimeout(() => void flush(), afterMs);
  }

  async function saveOnce(): Promise<boolean> {
    isDirty = false;
    status.setState({ state: "saving", message: null });
    try {
      const outcome = await save(known);
      if (!outcome.ok) {
        isDirty = true;
        theirs = outcome.conflictsWith;
        status.setState({ state: "conflict", message: null });
        return false;
      }
      known = outcome.revision;
      status.setState({ state: isDirty ? "unsaved" : "saved", message: null });
      return true;
    } catch (thrown) {
      isDirty = true;
      status.setState({ state: "failed", message: describeError(thrown) });
      schedule(retryMs);
      return false;
    }
  }

  async function flush(): Promise<boolean> {
    clearTimeout(timer);
    // What changes while a save is under way is saved by the next turn.
    for (;;) {
      if (running) {
        await running;
        continue;
      }
      if (theirs !== null) return false;
      if (!isDirty) return true;
      running = saveOnce().finally(() => {
        running = null;
      });
      if (!(await running)) return false;
    }
  }

  return {
    status,
    changed() {
      isDirty = true;
      if (theirs !== null) return;
      const { state } = status.getState();
      if (state !== "saving" && state !== "unsaved") status.setState({ state: "unsaved", message: null });
      schedule(delayMs);
    },
    flush,
    keepMine() {
      if (theirs !== null) known = theirs;
      theirs = null;
      isDirty = true;
      return flush();
    },
    takeTheirs(next) {
      known = next;
      theirs = null;
      isDirty = false;
      clearTimeout(timer);
      status.setState({ state: "saved", message: null });
    },
    close() {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}
