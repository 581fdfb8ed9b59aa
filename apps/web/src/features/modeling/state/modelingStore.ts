/**
 * What the Modeling view edits: the model document and the compiler options as one draft, with one history for both.
 * One gesture (a drag, typing in one field) is one step: edits that name the same gesture are merged until it ends.
 * Selection is part of the view, not of the history.
 */
import type { CompilerOptions, ModelDocument } from "@downhill/model";
import { createStore, type StoreApi } from "zustand/vanilla";

export interface Draft {
  readonly document: ModelDocument;
  readonly options: CompilerOptions;
}

export interface Selection {
  readonly blocks: ReadonlySet<string>;
  readonly connections: ReadonlySet<string>;
}

export interface ModelingState {
  readonly draft: Draft;
  readonly past: readonly Draft[];
  readonly future: readonly Draft[];
  /** The gesture that the latest step belongs to and that may still go on. */
  readonly gesture: string | null;
  readonly selection: Selection;
  /** Makes a step. A change that gives the same draft back makes none. */
  edit(change: (draft: Draft) => Draft, gesture?: string): void;
  /** The next edit starts a new step even if it names the same gesture. */
  endGesture(): void;
  undo(): void;
  redo(): void;
  /** Another draft (loaded anew, imported from the server): forgets the history. */
  replace(draft: Draft): void;
  select(selection: { readonly blocks?: Iterable<string>; readonly connections?: Iterable<string> }): void;
}

export type ModelingStore = StoreApi<ModelingState>;

const historyLimit = 500;
const nothing: Selection = { blocks: new Set(), connections: new Set() };

export function createModelingStore(initial: Draft): ModelingStore {
  return createStore<ModelingState>((set, get) => ({
    draft: initial,
    past: [],
    future: [],
    gesture: null,
    selection: nothing,

    edit(change, gesture) {
      const state = get();
      const draft = change(state.draft);
      if (draft === state.draft || (draft.document === state.draft.document && draft.options === state.draft.options)) return;
      const continues = gesture !== undefined && gesture === state.gesture;
      set({
        draft,
        past: continues ? state.past : [...state.past, state.draft].slice(-historyLimit),
        future: [],
        gesture: gesture ?? null,
        selection: keepExisting(state.selection, draft.document),
      });
    },

    endGesture() {
      if (get().gesture !== null) set({ gesture: null });
    },

    undo() {
      const { past, future, draft, selection } = get();
      const previous = past.at(-1);
      if (!previous) return;
      set({
        draft: previous,
        past: past.slice(0, -1),
        future: [draft, ...future],
        gesture: null,
        selection: keepExisting(selection, previous.document),
      });
    },

    redo() {
      const { past, future, draft, selection } = get();
      const next = future[0];
      if (!next) return;
      set({
        draft: next,
        past: [...past, draft],
        future: future.slice(1),
        gesture: null,
        selection: keepExisting(selection, next.document),
      });
    },

    replace(draft) {
      set({ draft, past: [], future: [], gesture: null, selection: keepExisting(get().selection, draft.document) });
    },

    select({ blocks = [], connections = [] }) {
      const next = { blocks: new Set(blocks), connections: new Set(connections) };
      const { selection } = get();
      if (sameSet(next.blocks, selection.blocks) && sameSet(next.connections, selection.connections)) return;
      set({ selection: next });
    },
  }));
}

function sameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((item) => b.has(item));
}

/** What is gone cannot stay selected. */
function keepExisting(selection: Selection, document: ModelDocument): Selection {
  const blockIds = new Set(document.blocks.map((block) => block.id));
  const connectionIds = new Set(document.connections.map((connection) => connection.id));
  const blocks = [...selection.blocks].filter((id) => blockIds.has(id));
  const connections = [...selection.connections].filter((id) => connectionIds.has(id));
  if (blocks.length === selection.blocks.size && connections.length === selection.connections.size) return selection;
  return { blocks: new Set(blocks), connections: new Set(connections) };
}
