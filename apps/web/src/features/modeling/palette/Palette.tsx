"use client";
import { type BlockDefinition, blocks } from "@downhill/model";
import { PanelLeftClose, PanelLeftOpen, Search } from "lucide-react";
import { type KeyboardEvent, memo, useState } from "react";
import { IconButton } from "../../../ui/Button.tsx";
import { cn } from "../../../ui/cn.ts";
import { Input } from "../../../ui/Input.tsx";
import { Tooltip } from "../../../ui/Tooltip.tsx";
import { colourOfCategory, iconOfBlock, paletteGroups } from "./blockIcons.ts";
import { searchBlocks } from "./searchBlocks.ts";

/** What a drag out of the palette carries. */
export const blockDragType = "application/x-downhill-block";

/** All blocks by group. Drag one onto the canvas, or press it to put it behind the selected block. */
export const Palette = memo(function Palette({
  isCollapsed,
  onCollapse,
  onAdd,
}: {
  isCollapsed: boolean;
  onCollapse: (isCollapsed: boolean) => void;
  onAdd: (kind: string) => void;
}) {
  const [words, setWords] = useState("");
  const found = searchBlocks(words);
  const groups = paletteGroups
    .map(({ label, categories }) => ({ label, entries: blocks.filter(({ category }) => categories.includes(category)) }))
    .filter((group) => group.entries.length > 0);

  // One stop for the Tab key; the arrows go from block to block.
  const [current, setCurrent] = useState(blocks[0]?.kind ?? "");
  const shown = words.trim() === "" || isCollapsed ? groups.flatMap((group) => group.entries) : found;
  const stop = shown.some(({ kind }) => kind === current) ? current : shown[0]?.kind;
  const entry = (definition: BlockDefinition) => ({
    definition,
    onAdd,
    tabIndex: definition.kind === stop ? 0 : -1,
    onFocus: () => setCurrent(definition.kind),
  });
  function moveFocus(event: KeyboardEvent<HTMLElement>) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined || !(event.target instanceof HTMLElement) || !event.target.dataset.kind) return;
    event.preventDefault();
    const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-kind]")];
    buttons[(buttons.indexOf(event.target) + step + buttons.length) % buttons.length]?.focus();
  }

  if (isCollapsed) {
    return (
      <nav
        data-canvas-keys
        onKeyDown={moveFocus}
        aria-label="Blocks"
        className="flex w-12 flex-col items-center overflow-y-auto border-line border-r bg-surface py-2"
      >
        <IconButton icon={PanelLeftOpen} label="Show block names" tooltipSide="right" onClick={() => onCollapse(false)} />
        {groups.map((group) => (
          <div key={group.label} className="mt-1 flex w-8 flex-col items-center border-line border-t pt-1">
            {group.entries.map((definition) => (
              <Tooltip key={definition.kind} side="right" content={definition.label}>
                <PaletteButton {...entry(definition)} className="size-8 justify-center" isIconOnly />
              </Tooltip>
            ))}
          </div>
        ))}
      </nav>
    );
  }

  return (
    <nav
      data-canvas-keys
      onKeyDown={moveFocus}
      aria-label="Blocks"
      className="flex w-60 flex-col border-line border-r bg-surface"
    >
      <div className="flex items-center gap-1 p-2">
        <span className="relative flex-1">
          <Search className="pointer-events-none absolute top-1.5 left-2 size-4 text-ink-3" aria-hidden />
          <Input
            value={words}
            onChange={(event) => setWords(event.target.value)}
            onKeyDown={(event) => {
              const first = found[0];
              if (event.key === "Enter" && words.trim() !== "" && first) onAdd(first.kind);
              if (event.key === "Escape") setWords("");
            }}
            placeholder="Search blocks"
            aria-label="Search blocks"
            className="pl-7"
          />
        </span>
        <IconButton icon={PanelLeftClose} label="Show icons only" onClick={() => onCollapse(true)} />
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto px-2 pb-3">
        {words.trim() === "" ? (
          groups.map((group) => (
            <section key={group.label} className="pt-1">
              <h2 className="px-2 pt-2 pb-1 text-ink-3 text-small">{group.label}</h2>
              {group.entries.map((definition) => (
                <PaletteButton key={definition.kind} {...entry(definition)} />
              ))}
            </section>
          ))
        ) : found.length > 0 ? (
          found.map((definition) => <PaletteButton key={definition.kind} {...entry(definition)} />)
        ) : (
          <p className="px-2 py-4 text-ink-3">No block answers to “{words}”.</p>
        )}
      </div>
    </nav>
  );
});

function PaletteButton({
  definition,
  onAdd,
  isIconOnly = false,
  className,
  ...trigger
}: {
  definition: BlockDefinition;
  onAdd: (kind: string) => void;
  isIconOnly?: boolean;
  className?: string;
  tabIndex: number;
  onFocus: () => void;
}) {
  const Icon = iconOfBlock(definition.kind, definition.category);
  return (
    <button
      type="button"
      {...trigger}
      draggable
      data-kind={definition.kind}
      title={isIconOnly ? undefined : definition.summary}
      aria-label={isIconOnly ? definition.label : undefined}
      onClick={() => onAdd(definition.kind)}
      onDragStart={(event) => {
        event.dataTransfer.setData(blockDragType, definition.kind);
        event.dataTransfer.effectAllowed = "copy";
      }}
      className={cn(
        "flex h-8 w-full cursor-grab items-center gap-2 rounded-md px-2 text-left text-ink hover:bg-hover active:cursor-grabbing",
        className,
      )}
    >
      <Icon className="size-4 shrink-0" style={{ color: colourOfCategory(definition.category) }} aria-hidden />
      {isIconOnly ? null : <span className="truncate">{definition.label}</span>}
    </button>
  );
}
