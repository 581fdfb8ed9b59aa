"use client";
import { type CompilerOptions, isFieldShown, optionFields, type ParameterField } from "@downhill/model";
import { type ReactNode, useCallback } from "react";
import { ParameterInput } from "../form/ParameterInput.tsx";
import { useModeling, useModelingStore } from "../state/ModelingContext.tsx";

/** The options that belong to no catalogue entry. */
export type PlainOption = keyof typeof optionFields;

/** One compiler option with everything around it. */
export function OptionInput({ option, consequence }: { option: PlainOption; consequence?: ReactNode }) {
  const store = useModelingStore();
  const value = useModeling((state) => state.draft.options[option]);
  const field: ParameterField = optionFields[option];
  const isShown = useModeling(({ draft }) => isFieldShown(field, optionFields, draft.options));
  const { edit, endGesture } = store.getState();
  const set = useCallback(
    (next: unknown, gesture?: string) =>
      edit((draft) => ({ ...draft, options: withOption(draft.options, option, next) }), gesture),
    [edit, option],
  );
  if (!isShown) return null;
  return (
    <div data-option={option}>
      <ParameterInput
        field={field}
        value={value}
        onChange={(next) => set(next, `option ${option}`)}
        onCommit={endGesture}
        onReset={() => set(field.default)}
        consequence={consequence}
      />
    </div>
  );
}

/** The inputs only give values of their field's type; anything else changes nothing. */
function withOption(options: CompilerOptions, option: PlainOption, value: unknown): CompilerOptions {
  return typeof value === typeof options[option] ? { ...options, [option]: value } : options;
}
