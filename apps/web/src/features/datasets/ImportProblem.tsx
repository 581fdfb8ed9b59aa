import { type DataIssue, describeIssue } from "@downhill/data";
import { CircleAlert } from "lucide-react";
import { Button } from "../../ui/Button.tsx";

/** Why files could not be read: file, line and column of each issue, and what to do. Nothing of them was kept. */
export function ImportProblem({ issues, onDismiss }: { issues: readonly DataIssue[]; onDismiss: () => void }) {
  const [first] = issues;
  const files = [...new Set(issues.map(({ fileName }) => fileName))].filter((name) => name !== "");
  const title = files.length === 1 ? `"${files[0]}" could not be read` : "The files could not be read";
  return (
    <div role="alert" className="space-y-3 rounded-lg border border-danger/40 bg-danger-soft p-4">
      <p className="flex items-center gap-2 font-medium text-danger-ink">
        <CircleAlert aria-hidden className="size-4 shrink-0" />
        <span className="min-w-0 break-words">{title}</span>
      </p>
      <ul className="space-y-1">
        {issues.map((issue) => (
          <li key={describeIssue(issue)} className="grid gap-x-3 sm:grid-cols-[minmax(96px,auto)_minmax(0,1fr)]">
            <span className="text-ink-2 tabular-nums">{describePlace(issue)}</span>
            <span className="min-w-0 break-words">{issue.message}</span>
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap items-center gap-3">
        <Button size="small" onClick={onDismiss}>
          Choose another file
        </Button>
        <p className="text-ink-2 text-small">
          {issues.length >= 10 && first?.code === "wrongCellCount" ? "There may be more lines like these. " : ""}
          Nothing was imported.
        </p>
      </div>
    </div>
  );
}

function describePlace({ line, column }: DataIssue): string {
  const place = [line === undefined ? [] : [`line ${line}`], column === undefined ? [] : [`column ${column}`]].flat().join(", ");
  return place === "" ? "The file" : place.charAt(0).toUpperCase() + place.slice(1);
}
