/** What the editor does to a definition, one change each. Pure: a new definition comes back. */
import {
  type ColumnDefinition,
  type ColumnEncoding,
  type ColumnType,
  type DatasetDefinition,
  defaultColumn,
  inputsFeature,
  type MissingPolicy,
} from "@downhill/data";

export function targetOf(definition: DatasetDefinition): string | undefined {
  return definition.features.find((feature) => feature.role === "target")?.columns[0];
}

export function targetHasClasses(definition: DatasetDefinition): boolean {
  const target = targetOf(definition);
  const type = definition.columns.find((column) => column.name === target)?.type;
  return type === "categorical" || type === "binary";
}

export function isInput(definition: DatasetDefinition, column: string): boolean {
  return definition.features.some((feature) => feature.role === "input" && feature.columns.includes(column));
}

/** Another type takes its own default encoding. A target still drops rows without an answer. */
export function changeType(definition: DatasetDefinition, name: string, type: ColumnType): DatasetDefinition {
  const missing = targetOf(definition) === name ? "drop" : defaultColumn(name, type).missing;
  return changeColumn(definition, name, { ...defaultColumn(name, type), missing });
}

export function changeEncoding(definition: DatasetDefinition, name: string, encoding: ColumnEncoding): DatasetDefinition {
  return changeColumn(definition, name, { encoding });
}

export function changeMissing(definition: DatasetDefinition, name: string, missing: MissingPolicy): DatasetDefinition {
  return changeColumn(definition, name, { missing });
}

/** Inputs keep the order of the columns. Taking the last one away is refused: the definition comes back as it was. */
export function includeColumn(definition: DatasetDefinition, name: string, included: boolean): DatasetDefinition {
  const chosen = new Set(definition.features.filter((feature) => feature.role === "input").flatMap((feature) => feature.columns));
  if (included) chosen.add(name);
  else chosen.delete(name);
  if (chosen.size === 0) return definition;
  const columns = definition.columns.map((column) => column.name).filter((column) => chosen.has(column));
  const input = definition.features.find((feature) => feature.role === "input") ?? {
    name: inputsFeature,
    role: "input" as const,
    columns,
  };
  return {
    ...definition,
    features: [{ ...input, columns }, ...definition.features.filter((feature) => feature.role !== "input")],
  };
}

export function changeSubsets(definition: DatasetDefinition, subsets: Partial<DatasetDefinition["subsets"]>): DatasetDefinition {
  return { ...definition, subsets: { ...definition.subsets, ...subsets } };
}

/** Shares from whole percents; the test subset takes the rest. */
export function fractionsFromPercents(training: number, validation: number): [number, number, number] {
  return [training / 100, validation / 100, (100 - training - validation) / 100];
}

function changeColumn(definition: DatasetDefinition, name: string, changes: Partial<ColumnDefinition>): DatasetDefinition {
  const columns = definition.columns.map((column) => (column.name === name ? { ...column, ...changes } : column));
  return { ...definition, columns };
}
