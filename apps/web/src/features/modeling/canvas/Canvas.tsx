"use client";
import "@xyflow/react/dist/base.css";
import "./canvas.css";
import { blocks, insertBlock } from "@downhill/model";
import {
  Background,
  BackgroundVariant,
  type KeyCode,
  ReactFlow,
  SelectionMode,
  useReactFlow,
  useUpdateNodeInternals,
} from "@xyflow/react";
import {
  type DragEvent,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { ContextMenu } from "../../../ui/ContextMenu.tsx";
import type { MenuItem } from "../../../ui/menuItems.tsx";
import { BlockSearch } from "../palette/BlockSearch.tsx";
import { blockDragType } from "../palette/Palette.tsx";
import { addAtLooseEnd, centredAt, type Placed } from "../state/edits.ts";
import { useModeling, useModelingStore } from "../state/ModelingContext.tsx";
import type { Draft } from "../state/modelingStore.ts";
import type { Direction } from "./autoLayout.ts";
import { BlockCard, type BlockNode } from "./BlockCard.tsx";
import { CanvasSettingsProvider } from "./CanvasSettings.tsx";
import { ConnectionEdge, type ConnectionEdgeType } from "./ConnectionEdge.tsx";
import { connectionAt } from "./connectionAt.ts";
import { EmptyCanvas } from "./EmptyCanvas.tsx";
import { useCanvasHandlers } from "./useCanvasHandlers.ts";
import { useFlowElements } from "./useFlowElements.ts";

// Objects that stay the same from drawing to drawing.
const nodeTypes = { block: BlockCard };
const edgeTypes = { connection: ConnectionEdge };
const readOut = {
  "node.a11yDescription.default": "Press Enter for its options and inputs, the arrow keys to move it, Delete to take it away.",
  "node.a11yDescription.keyboardDisabled":
    "Press Enter for its options and inputs, the arrow keys to move it, Delete to take it away.",
  "edge.a11yDescription.default": "Press Enter to select the line, Delete to take it away.",
};
const severalKeys: KeyCode = ["Meta", "Control", "Shift"];
const grid: [number, number] = [4, 4];
const fitOptions = { padding: 0.12, maxZoom: 1 };
const noInputs: ReadonlySet<string> = new Set();

/** Where a block is being looked for, and what it will be joined to. */
export interface PendingBlock {
  /** In the window. */
  readonly screen: { readonly x: number; readonly y: number };
  readonly from?: { readonly blockId: string; readonly port: string };
  readonly to?: { readonly blockId: string; readonly port: string };
}

export interface CanvasProps {
  direction: Direction;
  pending: PendingBlock | null;
  onPending: (pending: PendingBlock | null) => void;
  onAdd: (kind: string) => void;
  onInspect: () => void;
  menuItems: readonly MenuItem[];
  children?: ReactNode;
}

/** The ground of the Modeling view: blocks, lines, and what the pointer and the keyboard do to them. */
export function Canvas({ direction, pending, onPending, onAdd, onInspect, menuItems, children }: CanvasProps) {
  const store = useModelingStore();
  const flow = useReactFlow<BlockNode, ConnectionEdgeType>();
  const frame = useRef<HTMLDivElement>(null);
  const isEmpty = useModeling((state) => state.draft.document.blocks.length === 0);
  const [hovered, setHovered] = useState<string | null>(null);
  const [dropTarget, setDropTarget] = useState<string | null>(null);
  const [unfitInputs, setUnfitInputs] = useState<ReadonlySet<string>>(noInputs);
  const { nodes, edges, setSizes } = useFlowElements(hovered, dropTarget);
  const settings = useMemo(() => ({ direction, unfitInputs }), [direction, unfitInputs]);
  const handlers = useCanvasHandlers({ setSizes, setHovered, setDropTarget, setUnfitInputs, onPending });
  const inspect = useRef(onInspect);
  inspect.current = onInspect;
  const onNodeDoubleClick = useCallback(() => inspect.current(), []);

  // Ports have moved to other sides of their blocks; the lines must be told.
  const updateNodeInternals = useUpdateNodeInternals();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the blocks of this moment are meant, not every change of them
  useEffect(() => {
    updateNodeInternals(nodes.map((node) => node.id));
  }, [direction, updateNodeInternals]);

  // What the pointer is over can go away under it.
  useEffect(() => {
    if (hovered && !edges.some((edge) => edge.id === hovered)) setHovered(null);
  }, [edges, hovered]);

  /** Adds a block in one step, and selects it. */
  function place(change: (document: Draft["document"]) => Placed) {
    let added = "";
    store.getState().edit((draft) => {
      const placed = change(draft.document);
      added = placed.blockId;
      return { ...draft, document: placed.document };
    });
    store.getState().select({ blocks: [added] });
  }

  function dropBlock(event: DragEvent) {
    const kind = event.dataTransfer.getData(blockDragType);
    const target = connectionAt(event.clientX, event.clientY);
    setDropTarget(null);
    if (!kind) return;
    event.preventDefault();
    const position = centredAt(flow.screenToFlowPosition({ x: event.clientX, y: event.clientY }));
    place((document) =>
      target ? insertBlock(document, target, { kind, position }) : addAtLooseEnd(document, kind, position, {}),
    );
  }

  function choose(kind: string) {
    if (!pending) return;
    const isLoose = pending.from !== undefined || pending.to !== undefined;
    if (!isLoose && store.getState().selection.blocks.size === 1) onAdd(kind);
    else {
      const position = centredAt(flow.screenToFlowPosition(pending.screen));
      place((document) => addAtLooseEnd(document, kind, position, pending));
    }
    onPending(null);
    const [added] = store.getState().selection.blocks;
    if (added) focusBlock(frame.current, added);
  }

  function onKeyDown(event: KeyboardEvent) {
    const { target } = event;
    if (!(target instanceof Element) || !target.classList.contains("react-flow__node")) return;
    // What a key does to blocks, it does to the one that has the focus, unless that is one of several selected.
    const id = target.getAttribute("data-id");
    const hasCommand = event.ctrlKey || event.metaKey;
    const isAct = hasCommand ? event.key !== "a" : ["Enter", "Delete", "Backspace"].includes(event.key);
    if (id && isAct && !store.getState().selection.blocks.has(id)) store.getState().select({ blocks: [id] });
    if (event.key !== "Enter" || hasCommand) return;
    event.preventDefault();
    onInspect();
  }

  const bounds = frame.current?.getBoundingClientRect();
  return (
    <ContextMenu items={menuItems}>
      <section
        ref={frame}
        data-canvas-keys
        aria-label="Model"
        className="relative h-full min-h-0 min-w-0 bg-ground"
        onDragOver={(event) => {
          if (!event.dataTransfer.types.includes(blockDragType)) return;
          event.preventDefault();
          event.dataTransfer.dropEffect = "copy";
          setDropTarget(connectionAt(event.clientX, event.clientY));
        }}
        onDragLeave={() => setDropTarget(null)}
        onDrop={dropBlock}
        onContextMenuCapture={(event) => {
          const id = event.target instanceof Element ? event.target.closest(".react-flow__node")?.getAttribute("data-id") : null;
          if (id && !store.getState().selection.blocks.has(id)) store.getState().select({ blocks: [id] });
        }}
        onDoubleClick={(event: MouseEvent) => {
          if (!(event.target instanceof Element) || !event.target.closest(".react-flow__pane")) return;
          store.getState().select({});
          onPending({ screen: { x: event.clientX, y: event.clientY } });
        }}
        onKeyDown={onKeyDown}
      >
        <CanvasSettingsProvider value={settings}>
          <ReactFlow<BlockNode, ConnectionEdgeType>
            {...handlers}
            nodes={nodes}
            edges={edges}
            nodeTypes={nodeTypes}
            edgeTypes={edgeTypes}
            onNodeDoubleClick={onNodeDoubleClick}
            ariaLabelConfig={readOut}
            connectionRadius={28}
            deleteKeyCode={null}
            selectionKeyCode="Shift"
            multiSelectionKeyCode={severalKeys}
            selectionMode={SelectionMode.Partial}
            snapToGrid
            snapGrid={grid}
            minZoom={0.1}
            maxZoom={2}
            zoomOnDoubleClick={false}
            fitView
            fitViewOptions={fitOptions}
            nodeDragThreshold={2}
            elevateEdgesOnSelect
            onlyRenderVisibleElements={nodes.length > 150}
          >
            <Background variant={BackgroundVariant.Dots} gap={20} size={1} />
            {children}
          </ReactFlow>
        </CanvasSettingsProvider>
        {isEmpty && !pending ? <EmptyCanvas /> : null}
        {pending && bounds ? (
          <BlockSearch
            at={{
              x: Math.max(8, Math.min(pending.screen.x - bounds.left, bounds.width - 296)),
              y: Math.max(8, Math.min(pending.screen.y - bounds.top, bounds.height - 336)),
            }}
            among={blocks.filter((definition) => {
              if (pending.from) return definition.inputs.length > 0;
              return pending.to ? definition.outputs.length > 0 : true;
            })}
            title={pending.from ? "Add a block to this output" : pending.to ? "Add a block to this input" : "Add a block"}
            onChoose={choose}
            onClose={() => onPending(null)}
          />
        ) : null}
      </section>
    </ContextMenu>
  );
}

/** The keyboard goes on at this block. A new one cannot take the focus before the canvas has measured it. */
function focusBlock(frame: HTMLElement | null, blockId: string, framesLeft = 20): void {
  requestAnimationFrame(() => {
    const node = frame?.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(blockId)}"]`);
    node?.focus({ preventScroll: true });
    if (framesLeft > 0 && document.activeElement !== node) focusBlock(frame, blockId, framesLeft - 1);
  });
}
