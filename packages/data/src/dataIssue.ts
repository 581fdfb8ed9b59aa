/** Makes and words the issues of this package. `message` says what is wrong and what to do; the place stands in its own fields. */
import type { DataIssue, DataResult } from "./encodedDataset.ts";

export function failed(...issues: readonly DataIssue[]): { readonly ok: false; readonly issues: readonly DataIssue[] } {
  return { ok: false, issues };
}

export function succeeded<T>(value: T): DataResult<T> {
  return { ok: true, value };
}

/** One sentence with the place: `iris.csv, line 7, column "species": …`. */
export function describeIssue(issue: DataIssue): string {
  const place = [issue.fileName];
  if (issue.line !== undefined) place.push(`line ${issue.line}`);
  if (issue.column !== undefined) place.push(`column ${typeof issue.column === "number" ? issue.column : `"${issue.column}"`}`);
  return `${place.join(", ")}: ${issue.message}`;
}
