"use client";
import "@xyflow/react/dist/base.css";
import "./canvas.css";
import { blocks, canConnect, connect, disconnect, insertBlock, moveBlocks } from "@downhill/model";
import {
  Background,
  BackgroundVariant,
  type EdgeChange,
  type Connection as FlowConnection,
  type NodeChange,
  type OnConnectEnd,
  ReactFlow,
  SelectionMode,
  useReactFlow,
  useUpdateNodeInternals,
} from "@xyflow/react";
import { type DragEvent, type MouseEvent, type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { ContextMenu } from "../../../ui/ContextMenu.tsx";
import type { MenuItem } from "../../../ui/menuItems.tsx";
import { BlockSearch } from "../palette/BlockSearch.tsx";
import { blockDragType } from "../palette/Palette.tsx";
import { addAtLooseEnd, centredAt, insertExisting, isUnconnected } from "../state/edits.ts";
import { useModeling, useModelingStore } from "../state/ModelingContext.tsx";
import type { Direction } from "./autoLayout.ts";
import { BlockCard, type BlockNode } from "./BlockCard.tsx";
import { CanvasSettingsProvider } from "./CanvasSettings.tsx";
import { ConnectionEdge, type ConnectionEdgeType } from "./ConnectionEdge.tsx";
import { connectionAt } from "./connectionAt.ts";
import { EmptyCanvas } from "./EmptyCanvas.tsx";
import { findUnfitInputs } from "./findUnfitInputs.ts";
import { useFlowElements } from "./useFlowElements.ts";

const nodeTypes = { block: BlockCard };
const edgeTypes = { connection: ConnectionEdge };
const readOut = {
  "node.a11yDescription.default": "Press Enter for its options and inputs, the arrow keys to move it, Delete to take it away.",
  "node.a11yDescription.keyboardDisabled":
    "Press Enter for its options and inputs, the arrow keys to move it, Delete to take it away.",
  "edge.a11yDescription.default": "Press Enter to select the line, Delete to take it away.",
};
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

export function Canvas({ direction, pending, onPending, onAdd, onInspect, menuItems, children }: CanvasProps) {
  const store = useModelingStore();
  const flow = useReactFlow<BlockNode, ConnectionEdgeType>();
  const frame = useRef<HTMLDivElement>(null);
  const isEmpty = useModeling((state) => state.draft.document.blocks.length === 0);
  const [hovered, setHovered] = useState<string | null>(null);
  const [dropTarget, setDropTarget] = useState<string | null>(null);
  const [unfitInputs, setUnfitInputs] = useState<ReadonlySet<string>>(noInputs);
  const { nodes, edges, sizes, setSizes } = useFlowElements(hovered, dropTarget);
  const settings = useMemo(() => ({ direction, unfitInputs }), [direction, unfitInputs]);
  const reconnected = useRef(true);

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

  function onNodesChange(changes: NodeChange<BlockNode>[]) {
    const positions: Record<string, { x: number; y: number }> = {};
    let isDragging = false;
    const measured = new Map(sizes);
    let selected: Set<string> | null = null;
    for (const change of changes) {
      if (change.type === "position" && change.position) {
        positions[change.id] = change.position;
        isDragging ||= change.dragging === true;
      } else if (change.type === "dimensions" && change.dimensions) {
        measured.set(change.id, change.dimensions);
      } else if (change.type === "select") {
        selected ??= new Set(store.getState().selection.blocks);
        if (change.selected) selected.add(change.id);
        else selected.delete(change.id);
      }
    }
    if (changes.some((change) => change.type === "dimensions")) setSizes(measured);
    if (selected) store.getState().select({ ...store.getState().selection, blocks: selected });
    if (Object.keys(positions).length > 0) {
      store.getState().edit((draft) => ({ ...draft, document: moveBlocks(draft.document, positions) }), "move blocks");
      if (!isDragging) store.getState().endGesture();
    }
  }

  function onEdgesChange(changes: EdgeChange<ConnectionEdgeType>[]) {
    const selected = new Set(store.getState().selection.connections);
    for (const change of changes) {
      if (change.type !== "select") continue;
      if (change.selected) selected.add(change.id);
      else selected.delete(change.id);
    }
    store.getState().select({ ...store.getState().selection, connections: selected });
  }

  function draw(connection: FlowConnection) {
    const { source, sourceHandle, target, targetHandle } = connection;
    if (!sourceHandle || !targetHandle) return;
    store.getState().edit((draft) => ({
      ...draft,
      document: connect(draft.document, { blockId: source, port: sourceHandle }, { blockId: target, port: targetHandle }),
    }));
  }

  const isValidConnection = (connection: FlowConnection | ConnectionEdgeType) =>
    canConnect(
      store.getState().draft.document,
      { blockId: connection.source, port: connection.sourceHandle ?? "" },
      { blockId: connection.target, port: connection.targetHandle ?? "" },
    ) === null;

  const onConnectEnd: OnConnectEnd = (event, connection) => {
    setUnfitInputs(noInputs);
    const { fromHandle } = connection;
    if (connection.isValid || connection.toHandle || !fromHandle?.id) return;
    const point = "changedTouches" in event ? event.changedTouches[0] : event;
    if (!point) return;
    const end = { blockId: fromHandle.nodeId, port: fromHandle.id };
    onPending({
      screen: { x: point.clientX, y: point.clientY },
      ...(fromHandle.type === "source" ? { from: end } : { to: end }),
    });
  };

  function dropBlock(event: DragEvent) {
    const kind = event.dataTransfer.getData(blockDragType);
    const target = connectionAt(event.clientX, event.clientY);
    setDropTarget(null);
    if (!kind) return;
    event.preventDefault();
    const position = centredAt(flow.screenToFlowPosition({ x: event.clientX, y: event.clientY }));
    let added = "";
    store.getState().edit((draft) => {
      const placed = target
        ? insertBlock(draft.document, target, { kind, position })
        : addAtLooseEnd(draft.document, kind, position, {});
      added = placed.blockId;
      return { ...draft, document: placed.document };
    });
    store.getState().select({ blocks: [added] });
  }

  function choose(kind: string) {
    if (!pending) return;
    const position = centredAt(flow.screenToFlowPosition(pending.screen));
    if (pending.from || pending.to) {
      let added = "";
      store.getState().edit((draft) => {
        const placed = addAtLooseEnd(draft.document, kind, position, pending);
        added = placed.blockId;
        return { ...draft, document: placed.document };
      });
      store.getState().select({ blocks: [added] });
    } else {
      const selectedOne = store.getState().selection.blocks.size === 1;
      if (selectedOne) onAdd(kind);
      else {
        let added = "";
        store.getState().edit((draft) => {
          const placed = addAtLooseEnd(draft.document, kind, position, {});
          added = placed.blockId;
          return { ...draft, document: placed.document };
        });
        store.getState().select({ blocks: [added] });
      }
    }
    onPending(null);
    // The keyboard goes on where the new block is.
    const [added] = store.getState().selection.blocks;
    requestAnimationFrame(() => {
      if (added) frame.current?.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(added)}"]`)?.focus();
    });
  }

  /** A block that hangs loose can be dropped on a line. */
  function targetOfDrag(event: { clientX: number; clientY: number }, node: BlockNode): string | null {
    if (!isUnconnected(store.getState().draft.document, node.id)) return null;
    return connectionAt(event.clientX, event.clientY);
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
        onKeyDown={(event) => {
          if (event.key === "Enter" && event.target instanceof Element && event.target.classList.contains("react-flow__node")) {
            const id = event.target.getAttribute("data-id");
            if (id) store.getState().select({ blocks: [id] });
            event.preventDefault();
            onInspect();
          }
        }}
      >
        <CanvasSettingsProvider value={settings}>
          <ReactFlow<BlockNode, ConnectionEdgeType>
            nodes={nodes}
            edges={edges}
            nodeTypes={nodeTypes}
            edgeTypes={edgeTypes}
            onNodesChange={onNodesChange}
            onEdgesChange={onEdgesChange}
            onConnect={draw}
            isValidConnection={isValidConnection}
            onConnectStart={(_event, start) => {
              if (start.handleType === "source" && start.nodeId && start.handleId) {
                const from = { blockId: start.nodeId, port: start.handleId };
                setUnfitInputs(findUnfitInputs(store.getState().draft.document, from));
              }
            }}
            onConnectEnd={onConnectEnd}
            onReconnectStart={() => {
              reconnected.current = false;
            }}
            onReconnect={(edge, connection) => {
              reconnected.current = true;
              store.getState().edit((draft) => {
                const { source, sourceHandle, target, targetHandle } = connection;
                if (!sourceHandle || !targetHandle) return draft;
                const opened = disconnect(draft.document, [edge.id]);
                const from = { blockId: source, port: sourceHandle };
                return { ...draft, document: connect(opened, from, { blockId: target, port: targetHandle }) };
              });
            }}
            onReconnectEnd={(_event, edge) => {
              if (!reconnected.current) {
                store.getState().edit((draft) => ({ ...draft, document: disconnect(draft.document, [edge.id]) }));
              }
              reconnected.current = true;
            }}
            onEdgeMouseEnter={(_event, edge) => setHovered(edge.id)}
            onEdgeMouseLeave={() => setHovered(null)}
            onNodeDrag={(event, node) => setDropTarget(targetOfDrag(pointOf(event), node))}
            onNodeDragStop={(event, node) => {
              const target = targetOfDrag(pointOf(event), node);
              setDropTarget(null);
              if (target) {
                store
                  .getState()
                  .edit((draft) => ({ ...draft, document: insertExisting(draft.document, target, node.id) }), "move blocks");
              }
              store.getState().endGesture();
            }}
            onNodeDoubleClick={onInspect}
            connectionRadius={28}
            deleteKeyCode={null}
            ariaLabelConfig={readOut}
            selectionKeyCode="Shift"
            multiSelectionKeyCode={["Meta", "Control", "Shift"]}
            selectionMode={SelectionMode.Partial}
            snapToGrid
            snapGrid={[4, 4]}
            minZoom={0.1}
            maxZoom={2}
            zoomOnDoubleClick={false}
            fitView
            fitViewOptions={{ padding: 0.12, maxZoom: 1 }}
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

function pointOf(event: { clientX: number; clientY: number } | TouchEvent): { clientX: number; clientY: number } {
  if ("clientX" in event) return event;
  const touch = event.changedTouches[0];
  return { clientX: touch?.clientX ?? 0, clientY: touch?.clientY ?? 0 };
}
