"use client";
import { copyBlocks, parseClipboard, pasteBlocks, removeBlocks } from "@downhill/model";
import { useEffect } from "react";
import { toast } from "../../../ui/Toast.tsx";
import type { ModelingStore } from "../state/modelingStore.ts";
import { isTyping } from "../state/shortcuts.ts";

type Point = { readonly x: number; readonly y: number };

/** The selected blocks as text for the clipboard; null when none is selected. */
export function selectionAsText(store: ModelingStore): string | null {
  const { draft, selection } = store.getState();
  if (selection.blocks.size === 0) return null;
  return JSON.stringify(copyBlocks(draft.document, [...selection.blocks]));
}

/** Pastes blocks so that their middle is at `at` (canvas coordinates). False when the text holds none. */
export function pasteText(store: ModelingStore, text: string, at: Point): boolean {
  const selection = parseClipboard(text);
  if (!selection || selection.blocks.length === 0) return false;
  const xs = selection.blocks.map((block) => block.position.x);
  const ys = selection.blocks.map((block) => block.position.y);
  const middle = { x: (Math.min(...xs) + Math.max(...xs)) / 2 + 104, y: (Math.min(...ys) + Math.max(...ys)) / 2 + 36 };
  const offset = { x: Math.round((at.x - middle.x) / 4) * 4, y: Math.round((at.y - middle.y) / 4) * 4 };
  let pasted: readonly string[] = [];
  store.getState().edit((draft) => {
    const result = pasteBlocks(draft.document, selection, { offset });
    pasted = result.blockIds;
    return { ...draft, document: result.document };
  });
  store.getState().select({ blocks: pasted });
  return true;
}

export function removeSelection(store: ModelingStore): void {
  const { blocks, connections } = store.getState().selection;
  if (blocks.size === 0 && connections.size === 0) return;
  store.getState().edit((draft) => {
    const document = removeBlocks(
      { ...draft.document, connections: draft.document.connections.filter(({ id }) => !connections.has(id)) },
      [...blocks],
    );
    return { ...draft, document };
  });
}

/** Copy, cut and paste through the browser's own events: no permission is asked, and it works between models and browsers. */
export function useBlockClipboard(store: ModelingStore, placeToPaste: () => Point): void {
  useEffect(() => {
    function take(event: ClipboardEvent, isCut: boolean) {
      if (isTyping(event.target) || hasTextSelection()) return;
      const text = selectionAsText(store);
      if (!text || !event.clipboardData) return;
      event.clipboardData.setData("text/plain", text);
      event.preventDefault();
      if (isCut) removeSelection(store);
    }
    const copy = (event: ClipboardEvent) => take(event, false);
    const cut = (event: ClipboardEvent) => take(event, true);
    const paste = (event: ClipboardEvent) => {
      if (isTyping(event.target)) return;
      const text = event.clipboardData?.getData("text/plain") ?? "";
      if (text === "") return;
      event.preventDefault();
      if (!pasteText(store, text, placeToPaste())) toast("The clipboard holds no blocks");
    };
    document.addEventListener("copy", copy);
    document.addEventListener("cut", cut);
    document.addEventListener("paste", paste);
    return () => {
      document.removeEventListener("copy", copy);
      document.removeEventListener("cut", cut);
      document.removeEventListener("paste", paste);
    };
  }, [store, placeToPaste]);
}

function hasTextSelection(): boolean {
  const selection = window.getSelection();
  return selection !== null && !selection.isCollapsed && selection.toString() !== "";
}
