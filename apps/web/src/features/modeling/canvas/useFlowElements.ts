"use client";
/**
 * The document as the canvas library wants it. A node object stays the same while its block's place, size and selection do,
 * so that an edit redraws only what it touched.
 */
import type { BlockInstance } from "@downhill/model";
import { useMemo, useRef, useState } from "react";
import { useModeling } from "../state/ModelingContext.tsx";
import type { Size } from "./autoLayout.ts";
import { type BlockNode, describeBlock } from "./BlockCard.tsx";
import type { ConnectionEdgeType } from "./ConnectionEdge.tsx";

export function useFlowElements(hoveredConnection: string | null, dropTarget: string | null) {
  const document = useModeling((state) => state.draft.document);
  const selection = useModeling((state) => state.selection);
  const [sizes, setSizes] = useState<ReadonlyMap<string, Size>>(new Map());
  const cache = useRef(new Map<string, { block: BlockInstance; node: BlockNode }>());

  const nodes = useMemo(() => {
    const next = new Map<string, { block: BlockInstance; node: BlockNode }>();
    const list = document.blocks.map((block) => {
      const known = cache.current.get(block.id);
      const isSelected = selection.blocks.has(block.id);
      const measured = sizes.get(block.id);
      const isSame =
        known !== undefined &&
        known.node.position.x === block.position.x &&
        known.node.position.y === block.position.y &&
        known.block.name === block.name &&
        known.block.parameters === block.parameters &&
        known.node.selected === isSelected &&
        known.node.measured === measured;
      const node: BlockNode = isSame
        ? known.node
        : {
            id: block.id,
            type: "block",
            position: block.position,
            data: { blockId: block.id },
            selected: isSelected,
            measured,
            ariaLabel: labelOf(block),
          };
      next.set(block.id, { block, node });
      return node;
    });
    cache.current = next;
    return list;
  }, [document.blocks, selection.blocks, sizes]);

  const edges = useMemo(
    () =>
      document.connections.map(
        (connection): ConnectionEdgeType => ({
          id: connection.id,
          type: "connection",
          source: connection.from.blockId,
          sourceHandle: connection.from.port,
          target: connection.to.blockId,
          targetHandle: connection.to.port,
          selected: selection.connections.has(connection.id),
          data: { isHovered: connection.id === hoveredConnection, isDropTarget: connection.id === dropTarget },
        }),
      ),
    [document.connections, selection.connections, hoveredConnection, dropTarget],
  );

  return { nodes, edges, setSizes };
}

/** What is read out for a block. */
function labelOf(block: BlockInstance): string {
  return [block.name, describeBlock(block.kind, block.parameters)].filter(Boolean).join(", ");
}
