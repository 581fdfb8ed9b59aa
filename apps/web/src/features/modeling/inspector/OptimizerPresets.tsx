"use client";
import { defaultParameters, type OptimizerDefinition, type OptimizerPreset } from "@downhill/model";
import { formatSetting } from "../../../ui/formatNumber.ts";
import { SegmentedControl } from "../../../ui/Tabs.tsx";
import { toast } from "../../../ui/Toast.tsx";
import { sameValue } from "../form/parameterValue.ts";
import { useModeling, useModelingStore } from "../state/ModelingContext.tsx";

type Family = "keras" | "pytorch";
const names = { keras: "Keras", pytorch: "PyTorch" };

/** The two families start with different values: one press sets the whole group and says what changed. */
export function OptimizerPresets({ optimizer }: { optimizer: OptimizerDefinition }) {
  const store = useModelingStore();
  const options = useModeling((state) => state.draft.options);
  const current: Readonly<Record<string, unknown>> = {
    ...defaultParameters(optimizer.parameters),
    ...options.optimizer.parameters,
    learningRate: options.learningRate,
  };
  const active = (["keras", "pytorch"] as const).find((family) =>
    Object.entries(valuesOf(optimizer.presets[family])).every(([name, value]) => sameValue(current[name], value)),
  );

  function apply(family: Family) {
    const preset = optimizer.presets[family];
    const changes = Object.entries(valuesOf(preset))
      .filter(([name, value]) => !sameValue(current[name], value))
      .map(([name, value]) => `${labelOf(optimizer, name)} ${show(current[name])} → ${show(value)}`);
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
        options={[
          { value: "keras", label: "Keras" },
          { value: "pytorch", label: "PyTorch" },
        ]}
      />
    </div>
  );
}

function valuesOf(preset: OptimizerPreset): Readonly<Record<string, unknown>> {
  return { ...preset.parameters, learningRate: preset.learningRate };
}

function labelOf(optimizer: OptimizerDefinition, name: string): string {
  return name === "learningRate" ? "Learning rate" : (optimizer.parameters[name]?.label ?? name);
}

function show(value: unknown): string {
  if (typeof value === "number") return formatSetting(value);
  if (typeof value === "boolean") return value ? "on" : "off";
  return String(value);
}
