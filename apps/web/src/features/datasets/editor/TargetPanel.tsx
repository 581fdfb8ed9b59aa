import type { DatasetDefinition } from "@downhill/data";
import { Field } from "../../../ui/Field.tsx";
import { Select } from "../../../ui/Select.tsx";
import { targetOf } from "./definitionEdits.ts";

/** The column to predict. Choosing another one proposes types, encodings and inputs anew. */
export function TargetPanel({ definition, onChoose }: { definition: DatasetDefinition; onChoose: (column: string) => void }) {
  const target = targetOf(definition);
  const type = definition.columns.find(({ name }) => name === target)?.type;
  return (
    <Field
      label="Column to predict"
      layout="stack"
      help="Choosing another one proposes the inputs and their encodings anew."
      consequence={type ? describeProblem(type) : undefined}
      className="pt-0"
    >
      {(control) => (
        <Select
          {...control}
          value={target}
          options={definition.columns.map(({ name }) => ({ value: name, label: name }))}
          onChange={onChoose}
        />
      )}
    </Field>
  );
}

function describeProblem(type: DatasetDefinition["columns"][number]["type"]): string {
  if (type === "categorical" || type === "text") return "Classification: one of several classes.";
  if (type === "binary") return "Binary classification: one of two classes.";
  return "Regression: a number.";
}
