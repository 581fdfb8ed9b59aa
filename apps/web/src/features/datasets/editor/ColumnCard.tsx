import { type ColumnDefinition, type ColumnInspection, encodingsFor } from "@downhill/data";
import { TriangleAlert } from "lucide-react";
import { memo, type ReactNode, useId } from "react";
import { Badge } from "../../../ui/Badge.tsx";
import { cn } from "../../../ui/cn.ts";
import { formatCount, formatNumber, formatPercent } from "../../../ui/formatNumber.ts";
import { Select } from "../../../ui/Select.tsx";
import { Switch } from "../../../ui/Switch.tsx";
import { ColumnChart } from "./ColumnChart.tsx";
import { encodingOptions, missingOptions, typeOptions } from "./columnWords.ts";

export interface ColumnCardProps {
  column: ColumnInspection;
  definition: ColumnDefinition;
  role: "input" | "target" | "weight" | "none";
  /** Why the column was left out at first. */
  reason?: string;
  /** What is wrong with the column as it is defined now. */
  issue?: string;
  onChange: (name: string, change: Partial<Pick<ColumnDefinition, "type" | "encoding" | "missing">>) => void;
  onInclude: (name: string, included: boolean) => void;
}

/** One column: what it holds, and how it becomes numbers. */
export const ColumnCard = memo(function ColumnCard({
  column,
  definition,
  role,
  reason,
  issue,
  onChange,
  onInclude,
}: ColumnCardProps) {
  const { name } = column;
  const isUsed = role !== "none";
  const missing = column.missing + column.unreadable;
  return (
    <section
      aria-label={`Column ${name}`}
      className={cn(
        "flex flex-col gap-3 rounded-lg border border-line bg-surface p-3",
        role === "target" && "border-accent",
        !isUsed && "bg-ground",
        issue && "border-danger",
      )}
    >
      <header className="flex h-5 items-center gap-2">
        <h3 className={cn("min-w-0 flex-1 truncate font-medium", !isUsed && "text-ink-2")} title={name}>
          {name}
        </h3>
        {role === "target" ? (
          <Badge tone="accent">Target</Badge>
        ) : role === "weight" ? (
          <Badge>Weights</Badge>
        ) : (
          <span className="flex items-center gap-1.5 text-ink-3 text-small">
            {isUsed ? "Input" : "Left out"}
            <Switch isOn={isUsed} onChange={(included) => onInclude(name, included)} aria-label={`Use ${name} as input`} />
          </span>
        )}
      </header>
      <div className="min-h-14">
        <ColumnChart column={column} isMuted={!isUsed} />
      </div>
      <Facts column={column} />
      <div className="mt-auto grid grid-cols-[minmax(0,4fr)_minmax(0,5fr)] gap-2">
        <Choice label="Type">
          {(id) => (
            <Select
              aria-labelledby={id}
              value={definition.type}
              options={typeOptions}
              onChange={(type) => onChange(name, { type })}
            />
          )}
        </Choice>
        {isUsed && role !== "weight" ? (
          <Choice label="Encoding">
            {(id) => (
              <Select
                aria-labelledby={id}
                value={definition.encoding}
                options={encodingOptions(encodingsFor(definition.type), definition.type)}
                onChange={(encoding) => onChange(name, { encoding })}
              />
            )}
          </Choice>
        ) : null}
        {isUsed && missing > 0 ? (
          <Choice label={`${formatCount(missing)} missing ${missing === 1 ? "cell" : "cells"}`} className="col-span-2">
            {(id) => (
              <Select
                aria-labelledby={id}
                value={definition.missing}
                options={missingOptions(definition.type)}
                onChange={(policy) => onChange(name, { missing: policy })}
              />
            )}
          </Choice>
        ) : null}
      </div>
      {issue ? <p className="text-danger-ink text-small">{issue}</p> : null}
      {!isUsed && reason ? <p className="text-ink-2 text-small">{reason}</p> : null}
      {column.notes.map((note) => (
        <p key={note} className="flex gap-1.5 text-small text-warning-ink">
          <TriangleAlert aria-hidden className="mt-0.5 size-3 shrink-0" />
          <span className="min-w-0">{note}</span>
        </p>
      ))}
    </section>
  );
});

function Choice({ label, className, children }: { label: string; className?: string; children: (labelId: string) => ReactNode }) {
  const id = useId();
  return (
    <div className={cn("min-w-0 space-y-0.5", className)}>
      <span id={id} className="block truncate text-ink-3 text-small">
        {label}
      </span>
      {children(id)}
    </div>
  );
}

function Facts({ column }: { column: ColumnInspection }) {
  const facts: [string, string][] = [];
  const { numbers } = column;
  if (numbers && column.type === "date") {
    facts.push(["from", formatDay(numbers.min)], ["to", formatDay(numbers.max)]);
  } else if (numbers) {
    facts.push(
      ["min", formatNumber(numbers.min)],
      ["mean", formatNumber(numbers.mean)],
      ["max", formatNumber(numbers.max)],
      ["sd", formatNumber(numbers.standardDeviation)],
    );
  } else facts.push(["different values", formatCount(column.distinct)]);
  if (column.missing > 0) facts.push(["missing", formatPercent(column.missing / (column.count + column.missing))]);
  return (
    <dl className="flex flex-wrap gap-x-3 gap-y-0.5 text-small">
      {facts.map(([label, value]) => (
        <div key={label} className="flex gap-1">
          <dt className="text-ink-3" {...(label === "sd" ? { title: "Standard deviation" } : {})}>
            {label}
          </dt>
          <dd className="num">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function formatDay(daysSince1970: number): string {
  return new Date(daysSince1970 * 86_400_000).toISOString().slice(0, 10);
}
