"use client";
import type { BlockDefinition } from "@downhill/model";
import { useEffect, useId, useRef, useState } from "react";
import { cn } from "../../../ui/cn.ts";
import { floatingStyle } from "../../../ui/Popover.tsx";
import { colourOfCategory, iconOfBlock } from "./blockIcons.ts";
import { searchBlocks } from "./searchBlocks.ts";

/** A small search for a block: type, arrows, Enter. Stands at a place of the canvas; closes on Escape and when left. */
export function BlockSearch({
  at,
  among,
  title,
  onChoose,
  onClose,
}: {
  /** Pixels from the canvas' top left corner. */
  at: { readonly x: number; readonly y: number };
  among: readonly BlockDefinition[];
  title: string;
  onChoose: (kind: string) => void;
  onClose: () => void;
}) {
  const [words, setWords] = useState("");
  const [active, setActive] = useState(0);
  const listId = useId();
  const found = searchBlocks(words, among);
  const current = Math.min(active, found.length - 1);
  const list = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);

  useEffect(() => field.current?.focus(), []);
  useEffect(() => {
    list.current?.children[current]?.scrollIntoView({ block: "nearest" });
  }, [current]);

  return (
    <search
      className={cn(floatingStyle, "absolute block w-72 overflow-hidden")}
      style={{ left: at.x, top: at.y }}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) onClose();
      }}
    >
      <input
        ref={field}
        value={words}
        onChange={(event) => {
          setWords(event.target.value);
          setActive(0);
        }}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === "Escape") onClose();
          if (event.key === "ArrowDown" || event.key === "ArrowUp") {
            event.preventDefault();
            const step = event.key === "ArrowDown" ? 1 : -1;
            if (found.length > 0) setActive((current + step + found.length) % found.length);
          }
          const chosen = found[current];
          if (event.key === "Enter" && chosen) {
            event.preventDefault();
            onChoose(chosen.kind);
          }
        }}
        role="combobox"
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={found[current] ? `${listId}-${found[current].kind}` : undefined}
        aria-label={title}
        placeholder={title}
        className="h-9 w-full border-line border-b bg-transparent px-3 outline-none"
      />
      <div ref={list} id={listId} role="listbox" aria-label="Blocks" className="max-h-72 overflow-y-auto p-1">
        {found.map((definition, index) => {
          const Icon = iconOfBlock(definition.kind, definition.category);
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the search field holds the focus and answers Enter
            <div
              key={definition.kind}
              id={`${listId}-${definition.kind}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === current}
              onMouseDown={(event) => event.preventDefault()}
              onMouseMove={() => setActive(index)}
              onClick={() => onChoose(definition.kind)}
              className={cn("flex cursor-pointer items-start gap-2 rounded-sm px-2 py-1.5", index === current && "bg-hover")}
            >
              <Icon className="mt-0.5 size-4 shrink-0" style={{ color: colourOfCategory(definition.category) }} aria-hidden />
              <span className="min-w-0">
                <span className="block truncate">{definition.label}</span>
                <span className="line-clamp-2 text-ink-3 text-small">{definition.summary}</span>
              </span>
            </div>
          );
        })}
        {found.length === 0 ? <p className="px-2 py-3 text-center text-ink-3">No block answers to “{words}”.</p> : null}
      </div>
    </search>
  );
}
