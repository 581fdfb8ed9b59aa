import type { FieldIssue } from "../definition.ts";

/** Steps at which something changes must rise. */
export function findDisorder(label: string, field: string, steps: readonly number[]): FieldIssue[] {
  if (steps.every((step, place) => step > (steps[place - 1] ?? Number.NEGATIVE_INFINITY))) return [];
  const message = `${label} must be in rising order, but they are ${steps.join(", ")}.`;
  return [{ severity: "error", code: "boundaries-not-rising", field, message }];
}
