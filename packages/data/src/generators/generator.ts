/** What a built-in data set is: parameters with label, range and default, and a function of them and a seed. */
import type { DatasetContent } from "../table.ts";

export interface GeneratorParameter {
  readonly name: string;
  readonly label: string;
  readonly help: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly default: number;
}

export interface GeneratorDefinition {
  readonly name: string;
  readonly label: string;
  readonly summary: string;
  readonly task: "classification" | "regression";
  /** Column to predict. */
  readonly target: string;
  readonly parameters: readonly GeneratorParameter[];
  /** Same parameters and seed: same content. Every parameter must be there. */
  generate(options: { readonly parameters: Readonly<Record<string, number>>; readonly seed: number }): DatasetContent;
}

export const pointCount: GeneratorParameter = {
  name: "count",
  label: "Points",
  help: "How many rows are made.",
  min: 20,
  max: 20_000,
  step: 10,
  default: 500,
};

/** Coordinates are kept to six digits, so that the last bit of a machine's sine does not matter. */
export function formatCoordinate(value: number): string {
  return String(Number(value.toFixed(6)));
}

export function parameterValue(parameters: Readonly<Record<string, number>>, name: string): number {
  const value = parameters[name];
  if (value === undefined) throw new Error(`Generator parameter ${name} is missing`);
  return value;
}
