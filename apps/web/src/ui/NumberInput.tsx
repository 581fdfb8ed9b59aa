"use client";
import { type ComponentProps, type KeyboardEvent, useEffect, useState } from "react";
import { cn } from "./cn.ts";
import { formatSetting, parseNumber } from "./formatNumber.ts";
import { inputStyle } from "./Input.tsx";

export interface NumberInputProps
  extends Omit<ComponentProps<"input">, "value" | "onChange" | "min" | "max" | "type" | "onError" | "step"> {
  value: number;
  /** Called with every valid number while typing and by the arrow keys. */
  onChange: (value: number) => void;
  /** The person is done with it: Enter, or the field was left. */
  onCommit?: () => void;
  /** What is wrong with what stands there now, as a sentence; null when it is fine. */
  onError?: (message: string | null) => void;
  min?: number;
  max?: number;
  isInteger?: boolean;
  /** Arrow keys add it; on a logarithmic scale they go 1, 2, 5, 10. Shift makes ten of it. */
  step?: number;
  scale?: "linear" | "logarithmic";
  unit?: string;
}

/** Takes numbers as people write them (1e-3, 0,001, 10 000), never changes what is being typed, and keeps the last good value. */
export function NumberInput({
  value,
  onChange,
  onCommit,
  onError,
  min = Number.NEGATIVE_INFINITY,
  max = Number.POSITIVE_INFINITY,
  isInteger = false,
  step,
  scale = "linear",
  unit,
  className,
  ...props
}: NumberInputProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  // A value that came from elsewhere (undo, reset, slider) ends the draft.
  const draftValue = draft === null ? null : parseNumber(draft);
  useEffect(() => {
    if (draft !== null && problem === null && draftValue !== value) setDraft(null);
  }, [value, draft, draftValue, problem]);

  function report(message: string | null) {
    setProblem(message);
    onError?.(message);
  }

  function change(text: string) {
    setDraft(text);
    const parsed = parseNumber(text);
    const message = numberProblem(parsed, { min, max, isInteger });
    report(message);
    if (message === null && parsed !== null && parsed !== value) onChange(parsed);
  }

  function leave() {
    setDraft(null);
    report(null);
    onCommit?.();
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    props.onKeyDown?.(event);
    if (event.key === "Enter") leave();
    if (event.key === "Escape" && draft !== null) {
      event.stopPropagation();
      leave();
    }
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    event.preventDefault();
    const direction = event.key === "ArrowUp" ? 1 : -1;
    const size = (step ?? (isInteger ? 1 : defaultStep(value))) * (event.shiftKey ? 10 : 1);
    const raw =
      scale === "logarithmic" && !isInteger ? nextRound(value, direction) : Number((value + direction * size).toPrecision(12));
    const next = Math.min(max, Math.max(min, isInteger ? Math.round(raw) : raw));
    setDraft(null);
    report(null);
    if (next !== value) onChange(next);
  }

  return (
    <span className={cn("relative block", className)}>
      <input
        {...props}
        type="text"
        inputMode={isInteger && min >= 0 ? "numeric" : "decimal"}
        autoComplete="off"
        spellCheck={false}
        value={draft ?? formatSetting(value)}
        aria-invalid={problem !== null || props["aria-invalid"] || undefined}
        onChange={(event) => change(event.target.value)}
        onBlur={(event) => {
          leave();
          props.onBlur?.(event);
        }}
        onKeyDown={onKeyDown}
        className={cn(inputStyle, "text-right")}
        style={unit ? { paddingRight: `calc(${unit.length}ch + 14px)` } : undefined}
      />
      {unit ? (
        <span className="pointer-events-none absolute inset-y-0 right-2 flex items-center text-ink-3 text-small">{unit}</span>
      ) : null}
    </span>
  );
}

/** Why it cannot be taken; null when it can. */
export function numberProblem(
  value: number | null,
  { min, max, isInteger }: { min: number; max: number; isInteger: boolean },
): string | null {
  if (value === null) return "Type a number, such as 0.001 or 1e-3.";
  if (isInteger && !Number.isInteger(value)) return "Type a whole number.";
  if (value < min) return `Must be at least ${formatSetting(min)}.`;
  if (value > max) return `Must be at most ${formatSetting(max)}.`;
  return null;
}

function defaultStep(value: number): number {
  const size = Math.abs(value);
  return size === 0 ? 0.1 : 10 ** Math.floor(Math.log10(size) - 1e-9);
}

/** The next of 1, 2, 5, 10, … times a power of ten above or below. */
export function nextRound(value: number, direction: 1 | -1): number {
  if (value <= 0) return value;
  const exponent = Math.floor(Math.log10(value));
  const candidates: number[] = [];
  for (let power = exponent - 1; power <= exponent + 1; power += 1) {
    for (const digit of [1, 2, 5]) candidates.push(Number(`${digit}e${power}`));
  }
  const slack = value * 1e-9;
  if (direction > 0) return candidates.find((candidate) => candidate > value + slack) ?? value;
  return candidates.reverse().find((candidate) => candidate < value - slack) ?? value;
}
