"use client";
import { createContext, type ReactNode, useContext } from "react";
import type { Direction } from "./autoLayout.ts";

export interface CanvasSettings {
  readonly direction: Direction;
  /** While a line is drawn: inputs ("block.port") that could not take it. */
  readonly unfitInputs: ReadonlySet<string>;
}

const Context = createContext<CanvasSettings>({ direction: "down", unfitInputs: new Set() });

export function CanvasSettingsProvider({ value, children }: { value: CanvasSettings; children: ReactNode }) {
  return <Context value={value}>{children}</Context>;
}

export function useCanvasSettings(): CanvasSettings {
  return useContext(Context);
}
