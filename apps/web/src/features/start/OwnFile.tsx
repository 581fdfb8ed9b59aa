"use client";
import { ImportPanel } from "../datasets/ImportPanel.tsx";
import { useImport } from "../datasets/useImport.ts";
import { usePageDrop } from "../datasets/usePageDrop.ts";
import { OwnDataset } from "./OwnDataset.tsx";

/** One's own file, from the drop to a project. */
export function OwnFile() {
  const importing = useImport();
  const { state, discard } = importing;
  usePageDrop(state.status === "open" || state.status === "reading" ? null : importing.readFiles);
  if (state.status === "open") return <OwnDataset reader={state.reader} opened={state.opened} onDiscard={discard} />;
  return <ImportPanel importing={importing} />;
}
