"use client";
import { type ColumnDefinition, describeIssue } from "@downhill/data";
import { type ReactNode, useCallback, useMemo, useRef, useState } from "react";
import { Button } from "../../../ui/Button.tsx";
import { Notice } from "../../../ui/ErrorState.tsx";
import { formatCount } from "../../../ui/formatNumber.ts";
import { TabPanel, Tabs } from "../../../ui/Tabs.tsx";
import { ColumnCard } from "./ColumnCard.tsx";
import {
  changeEncoding,
  changeMissing,
  changeType,
  chooseWeight,
  includeColumn,
  isInput,
  targetOf,
  weightOf,
} from "./definitionEdits.ts";
import { ImagesPreview } from "./ImagesPreview.tsx";
import { OverviewPanel } from "./OverviewPanel.tsx";
import { RowsPreview } from "./RowsPreview.tsx";
import { SourcePanel } from "./SourcePanel.tsx";
import { SubsetsPanel } from "./SubsetsPanel.tsx";
import { TargetPanel } from "./TargetPanel.tsx";
import type { DatasetDraft } from "./useDatasetDraft.ts";
import { WeightPanel } from "./WeightPanel.tsx";

/** A dataset laid open: its columns or images, and beside them what the model will see, the target, the subsets and the source. */
export function DatasetEditor({ draft }: { draft: DatasetDraft }) {
  const { description, definition } = draft;
  return (
    <div className="grid items-start gap-x-8 gap-y-6 lg:grid-cols-[minmax(0,1fr)_280px] lg:grid-rows-[auto_1fr]">
      <aside aria-label="Result and target" className="grid min-w-0 gap-x-8 gap-y-6 sm:max-lg:grid-cols-2 lg:col-start-2">
        <Panel title="What the model sees">
          <OverviewPanel definition={definition} overview={draft.overview} />
        </Panel>
        {description.kind === "table" ? (
          <Panel title="Target">
            <TargetPanel definition={definition} onChoose={draft.chooseTarget} />
            <WeightPanel definition={definition} onChoose={(column) => draft.change(chooseWeight(definition, column))} />
          </Panel>
        ) : null}
      </aside>
      <div className="min-w-0 space-y-4 lg:col-start-1 lg:row-span-2 lg:row-start-1">
        <Remarks draft={draft} />
        {description.kind === "table" ? <TableTabs draft={draft} /> : <ImagesPreview description={description} />}
      </div>
      <aside aria-label="Subsets and source" className="grid min-w-0 gap-x-8 gap-y-6 sm:max-lg:grid-cols-2 lg:col-start-2">
        {definition.source.kind === "generator" ? (
          <Panel title="Generator">
            <SourcePanel draft={draft} />
          </Panel>
        ) : null}
        <Panel title="Subsets">
          <SubsetsPanel definition={definition} overview={draft.overview} onChange={draft.change} />
        </Panel>
        {definition.source.kind === "generator" ? null : (
          <Panel title="Source">
            <SourcePanel draft={draft} />
          </Panel>
        )}
      </aside>
    </div>
  );
}

function Panel({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="min-w-0 space-y-2">
      <h2 className="font-semibold">{title}</h2>
      {children}
    </section>
  );
}

/** What went wrong with the last change, and what the reader noticed. */
function Remarks({ draft }: { draft: DatasetDraft }) {
  const notes = [...(draft.description.kind === "table" ? draft.description.notes : []), ...draft.hints];
  return (
    <>
      {draft.problem.length > 0 ? (
        <Notice tone="danger">
          {draft.problem.map((issue) => (
            <p key={describeIssue(issue)}>{describeIssue(issue)}</p>
          ))}
        </Notice>
      ) : null}
      {notes.length > 0 ? (
        <Notice>
          {notes.map((note) => (
            <p key={note}>{note}</p>
          ))}
        </Notice>
      ) : null}
    </>
  );
}

type Tab = "columns" | "rows";

function TableTabs({ draft }: { draft: DatasetDraft }) {
  const [tab, setTab] = useState<Tab>("columns");
  const { description, definition } = draft;
  if (description.kind !== "table") return null;
  return (
    <Tabs<Tab>
      value={tab}
      onChange={setTab}
      label="Columns or rows"
      tabs={[
        { value: "columns", label: `Columns (${formatCount(definition.columns.length)})` },
        { value: "rows", label: "Rows" },
      ]}
    >
      <TabPanel value="columns" className="pt-4">
        <ColumnCards draft={draft} />
      </TabPanel>
      <TabPanel value="rows" className="pt-4">
        <RowsPreview description={description} />
      </TabPanel>
    </Tabs>
  );
}

const cardsAtFirst = 60;

function roleOf(definition: DatasetDraft["definition"], column: string) {
  if (column === targetOf(definition)) return "target";
  if (column === weightOf(definition)) return "weight";
  return isInput(definition, column) ? "input" : "none";
}

function ColumnCards({ draft }: { draft: DatasetDraft }) {
  const [areAllShown, setAllShown] = useState(false);
  const { description, definition, overview } = draft;
  const latest = useRef(draft);
  latest.current = draft;
  const onChange = useCallback((name: string, change: Partial<Pick<ColumnDefinition, "type" | "encoding" | "missing">>) => {
    let next = latest.current.definition;
    if (change.type !== undefined) next = changeType(next, name, change.type);
    if (change.encoding !== undefined) next = changeEncoding(next, name, change.encoding);
    if (change.missing !== undefined) next = changeMissing(next, name, change.missing);
    latest.current.change(next);
  }, []);
  const onInclude = useCallback((name: string, included: boolean) => {
    latest.current.change(includeColumn(latest.current.definition, name, included));
  }, []);
  const issueOf = useMemo(
    () => new Map(overview.status === "failed" ? overview.issues.map((issue) => [issue.column, issue.message]) : []),
    [overview],
  );
  if (description.kind !== "table") return null;
  const columns = description.inspection.columns;
  const shown = areAllShown ? columns : columns.slice(0, cardsAtFirst);
  return (
    <div className="space-y-4">
      <div className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,272px),1fr))] gap-3">
        {shown.map((column) => {
          const columnDefinition = definition.columns.find(({ name }) => name === column.name);
          if (!columnDefinition) return null;
          return (
            <ColumnCard
              key={column.name}
              column={column}
              definition={columnDefinition}
              role={roleOf(definition, column.name)}
              reason={draft.leftOut.get(column.name)}
              issue={issueOf.get(column.name)}
              onChange={onChange}
              onInclude={onInclude}
            />
          );
        })}
      </div>
      {shown.length < columns.length ? (
        <Button onClick={() => setAllShown(true)}>{`Show all ${formatCount(columns.length)} columns`}</Button>
      ) : null}
    </div>
  );
}
