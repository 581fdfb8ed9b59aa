/** Stored parameter values are untyped JSON; these read them against their field and put defaults and ranges into words. */
import type { ParameterField } from "@downhill/model";
import { formatSetting, formatShape } from "../../../ui/formatNumber.ts";

export function isNumberPair(value: unknown): value is readonly [number, number] {
  return Array.isArray(value) && value.length === 2 && value.every((item) => typeof item === "number");
}

export function isNumberList(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((item) => typeof item === "number");
}

export function sameValue(a: unknown, b: unknown): boolean {
  if (isNumberList(a) && isNumberList(b)) return a.length === b.length && a.every((item, index) => item === b[index]);
  return a === b;
}

/** A stored value in the field's words: "ReLU", "3 × 3", "1, 2.5, 4", "on". What is not of its type is shown as it is. */
export function formatParameter(field: ParameterField, value: unknown): string {
  if (typeof value === "number") return formatSetting(value);
  if (typeof value === "boolean") return value ? "on" : "off";
  if (isNumberList(value)) {
    if (field.type !== "numbers") return formatShape(value);
    return value.length === 0 ? "none" : formatNumbers(value);
  }
  if (field.type === "choice") return field.choices.find((choice) => choice.value === value)?.label ?? String(value);
  if (field.type === "feature" && value === "") return `the first ${field.role} feature`;
  return String(value);
}

export function describeDefault(field: ParameterField): string {
  return formatParameter(field, field.default);
}

/** "1 to 4,096"; undefined for fields without one. */
export function describeRange(field: ParameterField): string | undefined {
  switch (field.type) {
    case "integer":
    case "number":
    case "pair":
    case "numbers":
      return `${formatSetting(field.min)} to ${formatSetting(field.max)}`;
    default:
      return undefined;
  }
}

/** Reads "28 × 28 × 1", "28x28x1" or "28, 28, 1". Null when it is no shape. */
export function parseShape(text: string): readonly number[] | null {
  const parts = text
    .trim()
    .split(/\s*[×x*,;]\s*|\s+/i)
    .filter((part) => part !== "");
  if (parts.length === 0) return null;
  const sizes = parts.map(Number);
  return sizes.every((size) => Number.isInteger(size) && size > 0) ? sizes : null;
}

/** "1, 2.5, 4" */
export function formatNumbers(values: readonly number[]): string {
  return values.join(", ");
}

/** Reads "1, 2.5, 4", "1 2.5 4" or "1; 2.5; 4"; nothing is an empty list. Null when something in it is no number. */
export function parseNumbers(text: string): readonly number[] | null {
  const parts = text.split(/[\s,;]+/).filter((part) => part !== "");
  const values = parts.map(Number);
  return values.every(Number.isFinite) ? values : null;
}
