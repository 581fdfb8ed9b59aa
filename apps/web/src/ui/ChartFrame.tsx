import type { ReactNode } from "react";
import { cn } from "./cn.ts";

export interface LegendEntry {
  readonly key: string;
  readonly label: string;
  readonly color: string;
  readonly isDashed: boolean;
  readonly isShown: boolean;
}

/** The frame of every chart: title, controls, the picture (told in words by `summary`), legend that switches lines, notes. */
export function ChartFrame({
  title,
  controls,
  legend = [],
  onToggle,
  notes = [],
  warnings = [],
  summary,
  height,
  children,
  className,
}: {
  title: ReactNode;
  controls?: ReactNode;
  legend?: readonly LegendEntry[];
  onToggle?: (key: string) => void;
  notes?: readonly string[];
  /** Set apart from the notes and announced. */
  warnings?: readonly string[];
  summary: string;
  height: number;
  children: ReactNode;
  className?: string;
}) {
  return (
    <figure className={cn("flex min-w-0 flex-col gap-1", className)}>
      <header className="flex min-h-7 flex-wrap items-center gap-x-3 gap-y-1">
        <h3 className="font-semibold text-body">{title}</h3>
        <ul className="flex min-w-0 flex-1 flex-wrap items-center gap-x-1">
          {legend.map((entry) => (
            <li key={entry.key}>
              <button
                type="button"
                aria-pressed={entry.isShown}
                onClick={() => onToggle?.(entry.key)}
                className={cn(
                  "flex items-center gap-1.5 rounded-sm px-1.5 py-0.5 text-ink-2 text-small hover:bg-hover",
                  !entry.isShown && "line-through opacity-60",
                )}
              >
                <svg width="18" height="8" aria-hidden="true">
                  <line
                    x1="0"
                    x2="18"
                    y1="4"
                    y2="4"
                    stroke={entry.color}
                    strokeWidth="2"
                    strokeDasharray={entry.isDashed ? "5 3" : undefined}
                  />
                </svg>
                {entry.label}
              </button>
            </li>
          ))}
        </ul>
        {controls}
      </header>
      {warnings.map((warning) => (
        <p key={warning} role="status" className="text-danger-ink text-small">
          {warning}
        </p>
      ))}
      <div role="img" aria-label={summary} style={{ height }} className="min-w-0">
        {children}
      </div>
      {notes.length > 0 ? <figcaption className="text-ink-3 text-small">{notes.join(" ")}</figcaption> : null}
    </figure>
  );
}
