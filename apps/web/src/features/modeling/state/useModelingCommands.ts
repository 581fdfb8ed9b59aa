"use client";
/** Everything one can do by key, menu or button, by the names of the shortcut table. */
import { addBlock, duplicateBlocks, moveBlocks } from "@downhill/model";
import { useReactFlow, useStoreApi } from "@xyflow/react";
import { useCallback, useEffect, useMemo, useRef } from "react";
import { toast } from "../../../ui/Toast.tsx";
import { type Direction, layOut } from "../canvas/autoLayout.ts";
import type { PendingBlock } from "../canvas/Canvas.tsx";
import { pasteText, removeSelection, selectionAsText, useBlockClipboard } from "../transfer/useBlockClipboard.ts";
import { addBehind, centredAt } from "./edits.ts";
import { useModelingStore } from "./ModelingContext.tsx";
import { findShortcut, isTyping, type ShortcutName } from "./shortcuts.ts";

export type ModelingCommands = Readonly<Record<Exclude<ShortcutName, "inspect" | "move">, () => void>> & {
  readonly add: (kind: string) => void;
  readonly showBlock: (blockId: string) => void;
  readonly layOutTo: (direction: Direction) => void;
};

export interface CommandSettings {
  readonly direction: Direction;
  readonly onSearch: (pending: PendingBlock) => void;
  readonly onHelp: () => void;
  readonly onSave: () => void;
  readonly onRun: () => void;
  readonly onStop: () => void;
}

const calm = { duration: 180 };

export function useModelingCommands(settings: CommandSettings): ModelingCommands {
  const store = useModelingStore();
  const flow = useReactFlow();
  const flowStore = useStoreApi();
  const latest = useRef(settings);
  latest.current = settings;
  const pointer = useRef<{ x: number; y: number } | null>(null);

  /** The middle of what is seen, in canvas coordinates. */
  const middle = useCallback(() => {
    const bounds = flowStore.getState().domNode?.getBoundingClientRect();
    if (!bounds) return { x: 0, y: 0 };
    return flow.screenToFlowPosition({ x: bounds.left + bounds.width / 2, y: bounds.top + bounds.height / 2 });
  }, [flow, flowStore]);

  /** Where the pointer is while it is over the canvas, else the middle. */
  const placeToPaste = useCallback(() => {
    const bounds = flowStore.getState().domNode?.getBoundingClientRect();
    const point = pointer.current;
    const isInside =
      bounds && point && point.x > bounds.left && point.x < bounds.right && point.y > bounds.top && point.y < bounds.bottom;
    return isInside ? flow.screenToFlowPosition(point) : middle();
  }, [flow, flowStore, middle]);

  useBlockClipboard(store, placeToPaste);

  const commands = useMemo((): ModelingCommands => {
    const state = () => store.getState();

    async function layOutTo(direction: Direction) {
      const { document } = state().draft;
      if (document.blocks.length === 0) return;
      try {
        const sizeOf = (blockId: string) => {
          const measured = flow.getNode(blockId)?.measured;
          return { width: measured?.width ?? 208, height: measured?.height ?? 76 };
        };
        const positions = await layOut(document, sizeOf, direction);
        state().edit((draft) => ({ ...draft, document: moveBlocks(draft.document, Object.fromEntries(positions)) }));
        requestAnimationFrame(() => void flow.fitView({ ...calm, padding: 0.12, maxZoom: 1 }));
      } catch (thrown) {
        toast.error("The blocks were not laid out", {
          description:
            thrown instanceof Error ? thrown.message : "The layout engine did not start. Reload the page and try again.",
        });
      }
    }

    return {
      undo: () => state().undo(),
      redo: () => state().redo(),
      copy: () => {
        const text = selectionAsText(store);
        if (text) void navigator.clipboard.writeText(text).then(() => toast("Copied"), refused);
      },
      cut: () => {
        const text = selectionAsText(store);
        if (text) void navigator.clipboard.writeText(text).then(() => removeSelection(store), refused);
      },
      paste: () => {
        void navigator.clipboard.readText().then((text) => {
          if (!pasteText(store, text, middle())) toast("The clipboard holds no blocks");
        }, refused);
      },
      duplicate: () => {
        const { blocks } = state().selection;
        if (blocks.size === 0) return;
        let copies: readonly string[] = [];
        state().edit((draft) => {
          const result = duplicateBlocks(draft.document, [...blocks]);
          copies = result.blockIds;
          return { ...draft, document: result.document };
        });
        state().select({ blocks: copies });
      },
      remove: () => removeSelection(store),
      selectAll: () => state().select({ blocks: state().draft.document.blocks.map((block) => block.id) }),
      clearSelection: () => state().select({}),
      addBlock: () => {
        const bounds = flowStore.getState().domNode?.getBoundingClientRect();
        if (bounds) {
          latest.current.onSearch({ screen: { x: bounds.left + bounds.width / 2 - 144, y: bounds.top + bounds.height / 4 } });
        }
      },
      add: (kind) => {
        const { selection } = state();
        let added = "";
        state().edit((draft) => {
          const only =
            selection.blocks.size === 1 ? draft.document.blocks.find((block) => selection.blocks.has(block.id)) : undefined;
          const placed = only
            ? addBehind(draft.document, only, kind, latest.current.direction)
            : addBlock(draft.document, { kind, position: freePlace(draft.document.blocks, centredAt(middle())) });
          added = placed.blockId;
          return { ...draft, document: placed.document };
        });
        state().select({ blocks: [added] });
      },
      showBlock: (blockId) => {
        state().select({ blocks: [blockId] });
        void flow.fitView({ nodes: [{ id: blockId }], maxZoom: 1, padding: 0.6, ...calm });
      },
      run: () => latest.current.onRun(),
      stop: () => latest.current.onStop(),
      save: () => latest.current.onSave(),
      help: () => latest.current.onHelp(),
      layout: () => void layOutTo(latest.current.direction),
      layOutTo: (direction) => void layOutTo(direction),
      fit: () => void flow.fitView({ padding: 0.12, maxZoom: 1, ...calm }),
      fitSelection: () => {
        const nodes = [...state().selection.blocks].map((id) => ({ id }));
        void flow.fitView({ padding: 0.2, maxZoom: 1.25, ...calm, ...(nodes.length > 0 ? { nodes } : {}) });
      },
      zoomIn: () => void flow.zoomIn(calm),
      zoomOut: () => void flow.zoomOut(calm),
      zoomReset: () => void flow.zoomTo(1, calm),
    };
  }, [store, flow, flowStore, middle]);

  useEffect(() => {
    const move = (event: PointerEvent) => {
      pointer.current = { x: event.clientX, y: event.clientY };
    };
    const press = (event: KeyboardEvent) => {
      const name = findShortcut(event);
      if (!name || name === "inspect" || name === "move" || event.defaultPrevented) return;
      if (isInFloating(event.target)) return;
      if (isTyping(event.target) && !whileTyping.includes(name)) return;
      if (isBesideCanvas(event.target) && !whileTyping.includes(name) && !besideCanvas.includes(name)) return;
      event.preventDefault();
      commands[name]();
    };
    window.addEventListener("pointermove", move, { passive: true });
    window.addEventListener("keydown", press);
    return () => {
      window.removeEventListener("pointermove", move);
      window.removeEventListener("keydown", press);
    };
  }, [commands]);

  return commands;
}

function refused(): void {
  toast.error("The browser does not let this page use the clipboard", { description: "Use Ctrl+C, Ctrl+X and Ctrl+V instead." });
}

/** What no text field means by its keys. */
const whileTyping: readonly ShortcutName[] = ["run", "stop", "save", "addBlock"];
/** With the focus on a control beside the canvas nothing there may delete or move blocks. */
const besideCanvas: readonly ShortcutName[] = ["undo", "redo", "help"];

function isBesideCanvas(target: EventTarget | null): boolean {
  return target instanceof Element && target !== document.body && target.closest("[data-canvas-keys]") === null;
}

/** Menus and dialogs have keys of their own. */
function isInFloating(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("[role=dialog], [role=menu], [role=listbox]") !== null;
}

/** Beside the blocks that stand there already. */
function freePlace(
  blocks: readonly { readonly position: { readonly x: number; readonly y: number } }[],
  wished: { readonly x: number; readonly y: number },
): { x: number; y: number } {
  const place = { ...wished };
  while (blocks.some(({ position }) => Math.abs(position.x - place.x) < 24 && Math.abs(position.y - place.y) < 24)) {
    place.x += 32;
    place.y += 32;
  }
  return place;
}
