"use client";
/** The Modeling view's own store, handed to everything inside it, and the hooks that read it. */
import { type BlockInstance, type Connection, type DatasetSignature, getBlock } from "@downhill/model";
import { createContext, type ReactNode, useContext } from "react";
import { useStore } from "zustand";
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

export function useBlock(blockId: string): BlockInstance | undefined {
  return useModeling((state) => state.draft.document.blocks.find((block) => block.id === blockId));
}

/** The one selected block; null when none or several are. */
export function useSelectedBlock(): BlockInstance | null {
  return useModeling((state) => {
    if (state.selection.blocks.size !== 1) return null;
    return state.draft.document.blocks.find((block) => state.selection.blocks.has(block.id)) ?? null;
  });
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
