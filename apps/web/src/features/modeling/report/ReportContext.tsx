"use client";
import type { ModelReport } from "@downhill/model";
import { createContext, type ReactNode, useContext } from "react";
import { useStore } from "zustand";
import { createStore, type StoreApi } from "zustand/vanilla";

export type BlockReport = ModelReport["blocks"][string];
export type Issue = ModelReport["issues"][number];

export interface ReportState {
  /** What the checks say of the draft; null until a dataset is chosen and the first check is done. */
  readonly report: ModelReport | null;
}

export type ReportStore = StoreApi<ReportState>;

export function createReportStore(): ReportStore {
  return createStore<ReportState>(() => ({ report: null }));
}

const Context = createContext<ReportStore | null>(null);

export function ReportProvider({ store, children }: { store: ReportStore; children: ReactNode }) {
  return <Context value={store}>{children}</Context>;
}

function useReportStore(): ReportStore {
  const store = useContext(Context);
  if (!store) throw new Error("This component stands outside the Modeling view.");
  return store;
}

export function useReport(): ModelReport | null {
  return useStore(useReportStore(), (state) => state.report);
}

export function useBlockReport(blockId: string): BlockReport | undefined {
  return useStore(useReportStore(), (state) => state.report?.blocks[blockId]);
}

/** Shape of one sample at an output port; undefined while it is not known. */
export function useOutputShape(blockId: string, port: string): readonly number[] | undefined {
  return useStore(useReportStore(), (state) => state.report?.blocks[blockId]?.outputs[port]);
}
