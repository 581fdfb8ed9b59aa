"use client";
import { useState } from "react";
import type { FieldControlProps } from "../../../ui/Field.tsx";
import { formatShape } from "../../../ui/formatNumber.ts";
import { Input } from "../../../ui/Input.tsx";
import { parseShape } from "./parameterValue.ts";

/** Sizes of axes as people write them: 28 × 28 × 1, 28x28x1, 28, 28, 1. */
export function ShapeInput({
  value,
  onChange,
  onCommit,
  onError,
  ...control
}: FieldControlProps & {
  value: readonly number[];
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
      value={draft ?? formatShape(value)}
      spellCheck={false}
      autoComplete="off"
      className="num text-right"
      onChange={(event) => {
        setDraft(event.target.value);
        const shape = parseShape(event.target.value);
        onError(shape ? null : "Type sizes such as 28 × 28 × 1.");
        if (shape) onChange(shape);
      }}
      onBlur={leave}
      onKeyDown={(event) => {
        if (event.key === "Enter" || event.key === "Escape") leave();
      }}
    />
  );
}
