"use client";
import { useState } from "react";
import type { FieldControlProps } from "../../../ui/Field.tsx";
import { Input } from "../../../ui/Input.tsx";

/** Several numbers typed in one line, as people write them. */
export function NumberListInput({
  value,
  format,
  parse,
  hint,
  onChange,
  onCommit,
  onError,
  ...control
}: FieldControlProps & {
  value: readonly number[];
  format: (value: readonly number[]) => string;
  /** Null when the text cannot be read. */
  parse: (text: string) => readonly number[] | null;
  /** Shown while the text cannot be read. */
  hint: string;
  onChange: (value: readonly number[]) => void;
  onCommit: () => void;
  onError: (message: string | null) => void;
}) {
  const [draft, setDraft] = useState<string | null>(null);
  function leave() {
    setDraft(null);
    onError(null);
    onCommit();
  }
  return (
    <Input
      {...control}
      value={draft ?? format(value)}
      spellCheck={false}
      autoComplete="off"
      className="num text-right"
      onChange={(event) => {
        setDraft(event.target.value);
        const parsed = parse(event.target.value);
        onError(parsed ? null : hint);
        if (parsed) onChange(parsed);
      }}
      onBlur={leave}
      onKeyDown={(event) => {
        if (event.key === "Enter" || event.key === "Escape") leave();
      }}
    />
  );
}
