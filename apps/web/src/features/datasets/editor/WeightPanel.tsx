import type { DatasetDefinition } from "@downhill/data";
import { Field } from "../../../ui/Field.tsx";
import { Select } from "../../../ui/Select.tsx";
import { weightCandidates, weightOf } from "./definitionEdits.ts";

/** No column may have this name: Radix does not take the empty string as a value. */
const none = " ";

/** The column that says how much each row counts; rows of weight 0 are left out of loss and metrics. */
export function WeightPanel({
  definition,
  onChoose,
}: {
  definition: DatasetDefinition;
  onChoose: (column: string | undefined) => void;
}) {
  const chosen = weightOf(definition);
  const candidates = weightCandidates(definition);
  if (chosen === undefined && candidates.length === 0) return null;
  const names = chosen === undefined || candidates.includes(chosen) ? candidates : [chosen, ...candidates];
  return (
    <Field
      label="Sample weights"
      layout="stack"
      help="A column of numbers from 0 up that say how much each row counts; rows with 0 count neither for the loss nor for the metrics."
    >
      {(control) => (
        <Select
          {...control}
          value={chosen ?? none}
          options={[{ value: none, label: "All rows count the same" }, ...names.map((name) => ({ value: name, label: name }))]}
          onChange={(name) => onChoose(name === none ? undefined : name)}
        />
      )}
    </Field>
  );
}
