"use client";
import { BaseEdge, type Edge, EdgeLabelRenderer, type EdgeProps, getBezierPath } from "@xyflow/react";
import { memo } from "react";
import { cn } from "../../../ui/cn.ts";
import { formatShape } from "../../../ui/formatNumber.ts";
import { useOutputShape } from "../report/ReportContext.tsx";

export type ConnectionEdgeType = Edge<{ isHovered: boolean; isDropTarget: boolean }, "connection">;

/** A line between two blocks; carries the shape of what flows while the pointer is on it or it is selected. */
export const ConnectionEdge = memo(function ConnectionEdge({
  source,
  sourceHandleId,
  sourceX,
  sourceY,
  targetX,
  targetY,
  sourcePosition,
  targetPosition,
  selected,
  data,
}: EdgeProps<ConnectionEdgeType>) {
  const [path, labelX, labelY] = getBezierPath({ sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition });
  const shape = useOutputShape(source, sourceHandleId ?? "");
  const isLit = selected || data?.isHovered || data?.isDropTarget;
  return (
    <>
      <BaseEdge
        path={path}
        interactionWidth={20}
        style={{
          stroke: isLit ? "var(--accent)" : "var(--line-strong)",
          strokeWidth: data?.isDropTarget ? 3 : 1.5,
        }}
      />
      {isLit && shape ? (
        <EdgeLabelRenderer>
          <span
            className={cn("num pointer-events-none absolute rounded-sm border border-line bg-raised px-1.5 text-ink text-small")}
            style={{ transform: `translate(-50%, -50%) translate(${labelX}px, ${labelY}px)` }}
          >
            {formatShape(shape)}
          </span>
        </EdgeLabelRenderer>
      ) : null}
    </>
  );
});
