"use client";
import { type FeatureSignature, isFieldShown, type ParameterField, type ParameterFields } from "@downhill/model";
import { ChevronRight } from "lucide-react";
import { useId, useState } from "react";
import { cn } from "../../../ui/cn.ts";
import { ParameterInput } from "./ParameterInput.tsx";
import { sameValue } from "./parameterValue.ts";

export interface ParameterFormProps {
  fields: ParameterFields;
  /** As stored: missing ones stand at their default. */
  values: Readonly<Record<string, unknown>>;
  onChange: (name: string, value: unknown) => void;
  /** Typing or dragging in a field has ended. */
  onCommit: () => void;
  onReset: (name: string) => void;
  /** The features that a `feature` field offers. */
  features?: readonly FeatureSignature[];
  className?: string;
}

/** A form made from a catalogue entry's fields: nothing in it knows which entry it is. */
export function ParameterForm({ fields, values, onChange, onCommit, onReset, features = [], className }: ParameterFormProps) {
  const shown = Object.entries(fields).filter(([, field]) => isFieldShown(field, fields, values));
  const plain = shown.filter(([, field]) => !field.isAdvanced);
  const advanced = shown.filter(([, field]) => field.isAdvanced);
  const changedInside = advanced.some(([name, field]) => values[name] !== undefined && !sameValue(values[name], field.default));
  const [isOpen, setIsOpen] = useState(false);
  const regionId = useId();

  const renderField = ([name, field]: [string, ParameterField]) => (
    <ParameterInput
      key={name}
      field={field}
      value={values[name] ?? field.default}
      onChange={(value) => onChange(name, value)}
      onCommit={onCommit}
      onReset={() => onReset(name)}
      features={features}
    />
  );

  return (
    <div className={cn("flex flex-col", className)}>
      {plain.map(renderField)}
      {advanced.length > 0 ? (
        <div>
          <button
            type="button"
            aria-expanded={isOpen}
            aria-controls={regionId}
            onClick={() => setIsOpen(!isOpen)}
            className="-ml-1.5 flex h-8 items-center gap-1 rounded-md px-1 text-ink-2 text-small hover:text-ink"
          >
            <ChevronRight className={cn("size-3.5 transition-transform duration-150", isOpen && "rotate-90")} aria-hidden />
            Advanced
            {changedInside && !isOpen ? (
              <span className="ml-1 size-1.5 rounded-full bg-accent">
                <span className="sr-only">Something here differs from the default.</span>
              </span>
            ) : null}
          </button>
          {isOpen ? <div id={regionId}>{advanced.map(renderField)}</div> : null}
        </div>
      ) : null}
    </div>
  );
}
