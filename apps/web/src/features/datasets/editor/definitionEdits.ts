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

/** The column that says how much each row counts. */
export function weightOf(definition: DatasetDefinition): string | undefined {
  return definition.features.find((feature) => feature.role === "weight")?.columns[0];
}

/** Numbers, or 0 and 1. */
function canWeigh(type: ColumnType): boolean {
  return type === "numeric" || type === "binary";
}

/** Columns that can say how much a row counts: numbers that are neither predicted nor the only input. */
export function weightCandidates(definition: DatasetDefinition): string[] {
  const inputs = definition.features.flatMap((feature) => (feature.role === "input" ? feature.columns : []));
  const candidates = definition.columns.filter(({ name, type }) => canWeigh(type) && name !== targetOf(definition));
  return candidates.map(({ name }) => name).filter((name) => inputs.length > 1 || !inputs.includes(name));
}

/** A column that weighs the rows is no input, and keeps its numbers as they are; undefined lets all rows count the same. */
export function chooseWeight(definition: DatasetDefinition, name: string | undefined): DatasetDefinition {
  const before = definition.columns.find((column) => column.name === weightOf(definition));
  let next: DatasetDefinition = { ...definition, features: definition.features.filter(({ role }) => role !== "weight") };
  if (before) next = changeType(next, before.name, before.type);
  if (name === undefined) return next;
  if (isInput(next, name)) next = includeColumn(next, name, false);
  next = changeEncoding(next, name, "none");
  return { ...next, features: [...next.features, { name, role: "weight", columns: [name] }] };
}

/** After a new proposal: the rows count as they did before, where the column is still there and free. */
export function keepWeight(definition: DatasetDefinition, before: DatasetDefinition): DatasetDefinition {
  const name = weightOf(before);
  return name !== undefined && weightCandidates(definition).includes(name) ? chooseWeight(definition, name) : definition;
}

/**
 * Another type takes its own default encoding. A target still drops rows without an answer; weights keep their numbers as they are, and
 * a type that is no number ends the weighing.
 */
export function changeType(definition: DatasetDefinition, name: string, type: ColumnType): DatasetDefinition {
  if (weightOf(definition) === name) {
    if (canWeigh(type)) return changeColumn(definition, name, { ...defaultColumn(name, type), encoding: "none" });
    const features = definition.features.filter(({ role }) => role !== "weight");
    return changeColumn({ ...definition, features }, name, defaultColumn(name, type));
  }
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
