"use client";
import { RotateCcw } from "lucide-react";
import { type ReactNode, useId } from "react";
import { cn } from "./cn.ts";
import { Tooltip } from "./Tooltip.tsx";

/** What the control inside must carry so that label, help and error belong to it. */
export interface FieldControlProps {
  readonly id: string;
  readonly "aria-labelledby": string;
  readonly "aria-describedby": string | undefined;
  readonly "aria-invalid": boolean | undefined;
}

export interface FieldProps {
  label: string;
  /** One plain sentence. */
  help?: ReactNode;
  /** "1 to 4,096"; shown with the default behind the help. */
  range?: string;
  /** The default as text: "32", "ReLU". */
  defaultText?: string;
  /** It is not at its default: marked, and `onReset` is offered. */
  isChanged?: boolean;
  onReset?: () => void;
  error?: string | null;
  /** Lines under the control that follow from the value ("80 updates per epoch"). */
  consequence?: ReactNode;
  /** `row`: label and control side by side; `stack`: control under the label over the full width. */
  layout?: "row" | "stack";
  children: (control: FieldControlProps) => ReactNode;
  className?: string;
}

/** The one field for every option: label, control, help, range, default, reset, error, and a mark when it differs from the default. */
export function Field({
  label,
  help,
  range,
  defaultText,
  isChanged = false,
  onReset,
  error,
  consequence,
  layout = "row",
  children,
  className,
}: FieldProps) {
  const id = useId();
  const helpId = `${id}-help`;
  const errorId = `${id}-error`;
  const facts = [range, defaultText !== undefined ? `default ${defaultText}` : null].filter(Boolean).join(", ");
  const describedBy = [help || facts ? helpId : null, error ? errorId : null].filter(Boolean).join(" ") || undefined;
  const control = children({
    id,
    "aria-labelledby": `${id}-label`,
    "aria-describedby": describedBy,
    "aria-invalid": error ? true : undefined,
  });
  return (
    <div data-changed={isChanged || undefined} className={cn("group/field relative py-2", className)}>
      <div className={cn(layout === "row" ? "grid grid-cols-[minmax(0,1fr)_minmax(96px,44%)] items-center gap-2" : "space-y-1")}>
        <span className="flex min-h-7 min-w-0 items-center gap-1">
          {isChanged ? (
            <span className="-left-2.5 absolute size-1.5 rounded-full bg-accent" title="Differs from the default">
              <span className="sr-only">Differs from the default.</span>
            </span>
          ) : null}
          <label id={`${id}-label`} htmlFor={id} className="min-w-0 font-medium text-body text-ink">
            {label}
          </label>
          {isChanged && onReset ? (
            <Tooltip content={defaultText === undefined ? "Reset to the default" : `Reset to ${defaultText}`}>
              <button
                type="button"
                onClick={onReset}
                aria-label={`Reset ${label} to ${defaultText ?? "the default"}`}
                className="inline-flex size-6 items-center justify-center rounded-md text-ink-3 hover:bg-hover hover:text-ink"
              >
                <RotateCcw className="size-3" aria-hidden />
              </button>
            </Tooltip>
          ) : null}
        </span>
        <div className={cn("min-w-0", layout === "row" && "flex justify-end")}>{control}</div>
      </div>
      {error ? (
        <p id={errorId} role="alert" className="mt-1 text-danger-ink text-small">
          {error}
        </p>
      ) : null}
      {help || facts ? (
        <p id={helpId} className="mt-0.5 text-ink-3 text-small">
          {help}
          {help && facts ? " " : null}
          {facts ? <span className="whitespace-nowrap tabular-nums">{capitalise(facts)}.</span> : null}
        </p>
      ) : null}
      {consequence ? <div className="mt-1 text-ink-2 text-small tabular-nums">{consequence}</div> : null}
    </div>
  );
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
