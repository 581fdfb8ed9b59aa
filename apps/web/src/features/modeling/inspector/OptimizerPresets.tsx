"use client";
import { defaultParameters, type OptimizerDefinition, type OptimizerPreset, optionFields } from "@downhill/model";
import { SegmentedControl } from "../../../ui/Tabs.tsx";
import { toast } from "../../../ui/Toast.tsx";
import { formatParameter, sameValue } from "../form/parameterValue.ts";
import { useModeling, useModelingStore } from "../state/ModelingContext.tsx";

type Family = "keras" | "pytorch";
const names = { keras: "Keras", pytorch: "PyTorch" };
const families = ["keras", "pytorch"] as const;

/** Libraries start with different values: one press sets the whole group and says what changed. A library without this optimizer has none. */
export function OptimizerPresets({ optimizer }: { optimizer: OptimizerDefinition }) {
  const store = useModelingStore();
  const options = useModeling((state) => state.draft.options);
  const current: Readonly<Record<string, unknown>> = {
    ...defaultParameters(optimizer.parameters),
    ...options.optimizer.parameters,
    learningRate: options.learningRate,
  };
  const offered = families.filter((family) => optimizer.presets[family]);
  const active = offered.find((family) =>
    Object.entries(valuesOf(optimizer.presets[family])).every(([name, value]) => sameValue(current[name], value)),
  );
  if (offered.length === 0) return null;

  function apply(family: Family) {
    const preset = optimizer.presets[family];
    if (!preset) return;
    const changes = Object.entries(valuesOf(preset))
      .filter(([name, value]) => !sameValue(current[name], value))
      .map(([name, value]) => describeChange(optimizer, name, [current[name], value]));
    if (changes.length === 0) return;
    store.getState().edit((draft) => ({
      ...draft,
      options: {
        ...draft.options,
        learningRate: preset.learningRate,
        optimizer: { kind: optimizer.kind, parameters: { ...preset.parameters } },
      },
    }));
    toast(`${names[family]} defaults set`, {
      description: changes.join("; "),
      action: { label: "Undo", onClick: () => store.getState().undo() },
    });
  }

  return (
    <div className="flex items-center justify-between gap-2 py-1">
      <span className="text-ink-2">{active ? "Defaults of" : "Set defaults of"}</span>
      <SegmentedControl
        label="Defaults of"
        value={active ?? "none"}
        onChange={(family) => {
          if (family !== "none") apply(family);
        }}
        options={offered.map((family) => ({ value: family, label: names[family] }))}
      />
    </div>
  );
}

function valuesOf(preset: OptimizerPreset | undefined): Readonly<Record<string, unknown>> {
  return preset ? { ...preset.parameters, learningRate: preset.learningRate } : {};
}

/** "Epsilon 1e−8 → 1e−7" */
function describeChange(optimizer: OptimizerDefinition, name: string, [before, after]: readonly [unknown, unknown]): string {
  const field = name === "learningRate" ? optionFields.learningRate : optimizer.parameters[name];
  return field ? `${field.label} ${formatParameter(field, before)} → ${formatParameter(field, after)}` : name;
}
