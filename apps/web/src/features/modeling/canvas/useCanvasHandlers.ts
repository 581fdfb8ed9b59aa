"use client";
/**
 * What the canvas library reports, as edits of the draft and selections. The handlers stay the same objects from drawing to
 * drawing: a new one would make the library go over every block.
 */
import { canConnect, connect, disconnect, moveBlocks } from "@downhill/model";
import type { Connection, EdgeChange, NodeChange, ReactFlowProps } from "@xyflow/react";
import { type Dispatch, type SetStateAction, useMemo } from "react";
import { insertExisting, isUnconnected } from "../state/edits.ts";
import { useModelingView } from "../state/ModelingContext.tsx";
import type { Size } from "./autoLayout.ts";
import type { BlockNode } from "./BlockCard.tsx";
import type { PendingBlock } from "./Canvas.tsx";
import type { ConnectionEdgeType } from "./ConnectionEdge.tsx";
import { connectionAt } from "./connectionAt.ts";
import { findUnfitInputs } from "./findUnfitInputs.ts";

export interface CanvasSetters {
  readonly setSizes: Dispatch<SetStateAction<ReadonlyMap<string, Size>>>;
  readonly setHovered: (connectionId: string | null) => void;
  readonly setDropTarget: (connectionId: string | null) => void;
  readonly setUnfitInputs: (inputs: ReadonlySet<string>) => void;
  readonly onPending: (pending: PendingBlock | null) => void;
}

const noInputs: ReadonlySet<string> = new Set();

export function useCanvasHandlers(setters: CanvasSetters): Partial<ReactFlowProps<BlockNode, ConnectionEdgeType>> {
  const { store, signature } = useModelingView();
  const { setSizes, setHovered, setDropTarget, setUnfitInputs, onPending } = setters;
  return useMemo((): Partial<ReactFlowProps<BlockNode, ConnectionEdgeType>> => {
    const state = () => store.getState();
    let wasReconnected = true;

    /** A block that hangs loose can be dropped on a line. */
    function targetOfDrag(point: { clientX: number; clientY: number }, node: BlockNode): string | null {
      if (!isUnconnected(state().draft.document, node.id)) return null;
      return connectionAt(point.clientX, point.clientY);
    }

    return {
      onNodesChange(changes: NodeChange<BlockNode>[]) {
        const positions: Record<string, { x: number; y: number }> = {};
        const measured = new Map<string, Size>();
        let isDragging = false;
        let selected: Set<string> | null = null;
        for (const change of changes) {
          if (change.type === "position" && change.position) {
            positions[change.id] = change.position;
            isDragging ||= change.dragging === true;
          } else if (change.type === "dimensions" && change.dimensions) {
            measured.set(change.id, change.dimensions);
          } else if (change.type === "select") {
            selected ??= new Set(state().selection.blocks);
            if (change.selected) selected.add(change.id);
            else selected.delete(change.id);
          }
        }
        if (measured.size > 0) setSizes((sizes) => new Map([...sizes, ...measured]));
        if (selected) state().select({ ...state().selection, blocks: selected });
        if (Object.keys(positions).length > 0) {
          state().edit((draft) => ({ ...draft, document: moveBlocks(draft.document, positions) }), "move blocks");
          if (!isDragging) state().endGesture();
        }
      },

      onEdgesChange(changes: EdgeChange<ConnectionEdgeType>[]) {
        const selected = new Set(state().selection.connections);
        for (const change of changes) {
          if (change.type !== "select") continue;
          if (change.selected) selected.add(change.id);
          else selected.delete(change.id);
        }
        state().select({ ...state().selection, connections: selected });
      },

      isValidConnection: (connection) => {
        const ends = endsOf(connection);
        return ends !== null && canConnect(state().draft.document, ends.from, ends.to) === null;
      },

      onConnect(connection) {
        const ends = endsOf(connection);
        if (ends) state().edit((draft) => ({ ...draft, document: connect(draft.document, ends.from, ends.to) }));
      },

      onConnectStart(_event, start) {
        if (start.handleType !== "source" || !start.nodeId || !start.handleId) return;
        const from = { blockId: start.nodeId, port: start.handleId };
        setUnfitInputs(findUnfitInputs(state().draft, from, signature));
      },

      onConnectEnd(event, { isValid, toHandle, fromHandle }) {
        setUnfitInputs(noInputs);
        if (isValid || toHandle || !fromHandle?.id) return;
        const { clientX: x, clientY: y } = pointOf(event);
        const end = { blockId: fromHandle.nodeId, port: fromHandle.id };
        onPending({ screen: { x, y }, ...(fromHandle.type === "source" ? { from: end } : { to: end }) });
      },

      onReconnectStart() {
        wasReconnected = false;
      },

      onReconnect(edge, connection) {
        wasReconnected = true;
        const ends = endsOf(connection);
        if (!ends) return;
        state().edit((draft) => ({
          ...draft,
          document: connect(disconnect(draft.document, [edge.id]), ends.from, ends.to),
        }));
      },

      onReconnectEnd(_event, edge) {
        // Its end was dragged into the empty.
        if (!wasReconnected) state().edit((draft) => ({ ...draft, document: disconnect(draft.document, [edge.id]) }));
        wasReconnected = true;
      },

      onEdgeMouseEnter: (_event, edge) => setHovered(edge.id),
      onEdgeMouseLeave: () => setHovered(null),
      onNodeDrag: (event, node) => setDropTarget(targetOfDrag(pointOf(event), node)),

      onNodeDragStop(event, node) {
        const target = targetOfDrag(pointOf(event), node);
        setDropTarget(null);
        if (target) {
          state().edit((draft) => ({ ...draft, document: insertExisting(draft.document, target, node.id) }), "move blocks");
        }
        state().endGesture();
      },

      onNodeClick(event, node) {
        // A plain click on one of several selected blocks means this one.
        if (!event.shiftKey && !event.ctrlKey && !event.metaKey) state().select({ blocks: [node.id] });
      },
    };
  }, [store, signature, setSizes, setHovered, setDropTarget, setUnfitInputs, onPending]);
}

function endsOf({ source, sourceHandle, target, targetHandle }: Connection | ConnectionEdgeType) {
  if (!sourceHandle || !targetHandle) return null;
  return { from: { blockId: source, port: sourceHandle }, to: { blockId: target, port: targetHandle } };
}

function pointOf(event: { clientX: number; clientY: number } | TouchEvent): { clientX: number; clientY: number } {
  if ("clientX" in event) return event;
  const touch = event.changedTouches[0];
  return { clientX: touch?.clientX ?? 0, clientY: touch?.clientY ?? 0 };
}
