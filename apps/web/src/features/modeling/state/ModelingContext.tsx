"use client";
/** The Modeling view's own store, handed to everything inside it, and the hooks that read it. */
import { type BlockInstance, type Connection, type DatasetSignature, getBlock, type ModelDocument } from "@downhill/model";
import { createContext, type ReactNode, useContext, useRef } from "react";
import { useStore } from "zustand";
import { sameBlock, sameMeaning } from "./meaning.ts";
import type { ModelingState, ModelingStore } from "./modelingStore.ts";

export interface ModelingView {
  readonly store: ModelingStore;
  /** Of the chosen dataset version; null until one is chosen and loaded. */
  readonly signature: DatasetSignature | null;
}

const Context = createContext<ModelingView | null>(null);

export function ModelingProvider({ view, children }: { view: ModelingView; children: ReactNode }) {
  return <Context value={view}>{children}</Context>;
}

export function useModelingView(): ModelingView {
  const view = useContext(Context);
  if (!view) throw new Error("This component stands outside the Modeling view.");
  return view;
}

export function useModelingStore(): ModelingStore {
  return useModelingView().store;
}

export function useModeling<T>(select: (state: ModelingState) => T): T {
  return useStore(useModelingView().store, select);
}

/** Like `useModeling`, but what means the same stays the same object, so that moving blocks about redraws nothing. */
function useModelingMeaning<T>(select: (state: ModelingState) => T, isSame: (a: T, b: T) => boolean): T {
  const last = useRef<{ value: T } | null>(null);
  return useModeling((state) => {
    const value = select(state);
    if (last.current && isSame(last.current.value, value)) return last.current.value;
    last.current = { value };
    return value;
  });
}

/** A block as the document has it; its position may be an old one. */
export function useBlock(blockId: string): BlockInstance | undefined {
  return useModelingMeaning((state) => state.draft.document.blocks.find((block) => block.id === blockId), sameBlock);
}

/** The one selected block, its position perhaps an old one; null when none or several are. */
export function useSelectedBlock(): BlockInstance | null {
  return (
    useModelingMeaning(
      ({ draft, selection }) =>
        selection.blocks.size === 1 ? draft.document.blocks.find((block) => selection.blocks.has(block.id)) : undefined,
      sameBlock,
    ) ?? null
  );
}

/** The document without regard to where its blocks stand. */
export function useDocumentMeaning(): ModelDocument {
  return useModelingMeaning((state) => state.draft.document, sameMeaning);
}

/** Connections that end at a block's inputs, in the document's order. */
export function connectionsInto(connections: readonly Connection[], blockId: string): readonly Connection[] {
  return connections.filter((connection) => connection.to.blockId === blockId);
}

/** "Dense 2 · Output" where the source has several outputs, else its name. */
export function nameOfOutput(block: BlockInstance, port: string): string {
  const outputs = getBlock(block.kind)?.outputs ?? [];
  const label = outputs.find((candidate) => candidate.name === port)?.label;
  return outputs.length > 1 && label ? `${block.name} · ${label}` : block.name;
}
