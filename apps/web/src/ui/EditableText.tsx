"use client";
import { useRef, useState } from "react";
import { cn } from "./cn.ts";

/** A name that is edited where it stands: click or focus, type, Enter keeps, Escape gives back. Never kept empty. */
export function EditableText({
  value,
  onChange,
  label,
  maxLength = 120,
  className,
  readOnly,
}: {
  value: string;
  onChange: (value: string) => void;
  /** What is named: "Model name". */
  label: string;
  maxLength?: number;
  className?: string;
  readOnly?: boolean;
}) {
  const [draft, setDraft] = useState<string | null>(null);
  const abandoned = useRef(false);
  return (
    <span className={cn("relative inline-grid min-w-0 max-w-full", className)}>
      {/* The text itself gives the field its width. */}
      <span aria-hidden className="invisible col-start-1 row-start-1 overflow-hidden whitespace-pre pr-3 pl-1.5 tabular-nums">
        {(draft ?? value) || " "}
      </span>
      <input
        aria-label={label}
        value={draft ?? value}
        readOnly={readOnly}
        maxLength={maxLength}
        spellCheck={false}
        size={1}
        onFocus={(event) => {
          abandoned.current = false;
          if (readOnly) return;
          setDraft(value);
          event.target.select();
        }}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={() => {
          const next = draft?.trim();
          setDraft(null);
          if (!abandoned.current && next && next !== value) onChange(next);
        }}
        onKeyDown={(event) => {
          if (event.key !== "Enter" && event.key !== "Escape") return;
          event.stopPropagation();
          abandoned.current = event.key === "Escape";
          event.currentTarget.blur();
        }}
        className="col-start-1 row-start-1 w-full min-w-0 truncate rounded-md border border-transparent bg-transparent px-1.5 hover:border-line focus:border-accent focus:bg-raised"
      />
    </span>
  );
}
