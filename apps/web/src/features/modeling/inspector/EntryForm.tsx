"use client";
import type { ParameterFields } from "@downhill/model";
import { ParameterForm } from "../form/ParameterForm.tsx";
import { useModeling, useModelingStore } from "../state/ModelingContext.tsx";

/** The parameters of the chosen optimizer or schedule. */
export function EntryForm({ entry, fields }: { entry: "optimizer" | "schedule"; fields: ParameterFields }) {
  const { edit, endGesture } = useModelingStore().getState();
  const values = useModeling((state) => state.draft.options[entry].parameters);
  const set = (name: string, value: unknown, gesture?: string) =>
    edit((draft) => {
      const parameters: Record<string, unknown> = { ...draft.options[entry].parameters };
      if (value === undefined) delete parameters[name];
      else parameters[name] = value;
      return { ...draft, options: { ...draft.options, [entry]: { ...draft.options[entry], parameters } } };
    }, gesture);
  return (
    <ParameterForm
      fields={fields}
      values={values}
      onChange={(name, value) => set(name, value, `option ${entry} ${name}`)}
      onCommit={endGesture}
      onReset={(name) => set(name, undefined)}
    />
  );
}
