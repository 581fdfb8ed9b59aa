"use client";
import { useStore } from "@xyflow/react";
import { ArrowDown, ArrowRight, LayoutGrid, Maximize, Minus, Plus, Search } from "lucide-react";
import { IconButton } from "../../../ui/Button.tsx";
import { shortcuts } from "../state/shortcuts.ts";
import type { ModelingCommands } from "../state/useModelingCommands.ts";
import type { Direction } from "./autoLayout.ts";

/** The few tools of the canvas, in its lower left corner. */
export function CanvasTools({
  commands,
  direction,
  onDirection,
}: {
  commands: ModelingCommands;
  direction: Direction;
  onDirection: (direction: Direction) => void;
}) {
  const zoom = useStore((state) => Math.round(state.transform[2] * 100));
  return (
    <div className="absolute bottom-3 left-3 z-5 flex items-center rounded-md border border-line bg-surface p-0.5">
      <IconButton
        icon={Search}
        label="Add a block"
        shortcut={shortcuts.addBlock.keys[0]}
        tooltipSide="top"
        onClick={commands.addBlock}
      />
      <IconButton
        icon={LayoutGrid}
        label="Lay out"
        shortcut={shortcuts.layout.keys[0]}
        tooltipSide="top"
        onClick={commands.layout}
      />
      <IconButton
        icon={direction === "down" ? ArrowDown : ArrowRight}
        label={direction === "down" ? "Top to bottom. Change to left to right" : "Left to right. Change to top to bottom"}
        tooltipSide="top"
        onClick={() => {
          const next = direction === "down" ? "right" : "down";
          onDirection(next);
          commands.layOutTo(next);
        }}
      />
      <span aria-hidden className="mx-1 h-4 w-px bg-line" />
      <IconButton
        icon={Maximize}
        label="Fit the model"
        shortcut={shortcuts.fit.keys[0]}
        tooltipSide="top"
        onClick={commands.fit}
      />
      <IconButton
        icon={Minus}
        label="Zoom out"
        shortcut={shortcuts.zoomOut.keys[0]}
        tooltipSide="top"
        onClick={commands.zoomOut}
      />
      <button
        type="button"
        onClick={commands.zoomReset}
        aria-label={`Zoom ${zoom} percent, change to actual size`}
        className="h-8 w-12 whitespace-nowrap rounded-md text-center text-ink-2 text-small tabular-nums hover:bg-hover hover:text-ink"
      >
        {zoom} %
      </button>
      <IconButton icon={Plus} label="Zoom in" shortcut={shortcuts.zoomIn.keys[0]} tooltipSide="top" onClick={commands.zoomIn} />
    </div>
  );
}
