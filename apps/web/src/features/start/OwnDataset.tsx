"use client";
import { describeIssue } from "@downhill/data";
import { useId } from "react";
import { describeError } from "../../trpc/appErrorOf.ts";
import { Button } from "../../ui/Button.tsx";
import { Card } from "../../ui/Card.tsx";
import { Notice } from "../../ui/ErrorState.tsx";
import { formatCount, formatShape } from "../../ui/formatNumber.ts";
import { Select } from "../../ui/Select.tsx";
import { Spinner } from "../../ui/Spinner.tsx";
import { type DatasetDraft, useDatasetDraft } from "../datasets/editor/useDatasetDraft.ts";
import { nameOf } from "../datasets/importDataset.ts";
import type { ContentDescription } from "../datasets/reading/contentDescription.ts";
import type { OpenedContent } from "../datasets/reading/datasetSession.ts";
import type { DatasetReader } from "../datasets/reading/openDatasetReader.ts";
import { useOwnDatasetOpener } from "./useOwnDatasetOpener.ts";
import { useSinglePress } from "./useSinglePress.ts";

/** What was read, in a few words, and the one question that matters: what shall be predicted? Nothing is on the server yet. */
export function OwnDataset({
  reader,
  opened,
  onDiscard,
}: {
  reader: DatasetReader;
  opened: OpenedContent;
  onDiscard: () => void;
}) {
  const draft = useDatasetDraft({ reader, opened });
  const opener = useOwnDatasetOpener();
  const { overview } = draft;
  const name = nameOf(opened);
  const press = useSinglePress();
  const isBusy = opener.isPending || opener.isSuccess;
  const isReady = overview.status === "ready" && !isBusy;

  function open(landing: "model" | "columns") {
    if (overview.status !== "ready" || !press.take()) return;
    const { files, definition } = draft;
    const imported = { name, files, definition, signature: overview.value.signature };
    opener.mutate({ landing, imported }, { onError: press.release });
  }

  return (
    <Card className="space-y-4">
      <div>
        <h3 className="truncate font-semibold text-lead">{name}</h3>
        <p className="text-ink-2 tabular-nums">{describeSize(draft.description)}</p>
      </div>
      {draft.description.kind === "table" ? <TargetChoice draft={draft} isDisabled={isBusy} /> : null}
      <div className="min-h-10 text-ink-2 text-small tabular-nums">
        <Overview draft={draft} />
      </div>
      {draft.problem.length > 0 ? <Notice tone="danger">{draft.problem.map(describeIssue).join(" ")}</Notice> : null}
      {overview.status === "failed" ? <Notice tone="danger">{overview.issues.map(describeIssue).join(" ")}</Notice> : null}
      {opener.isError ? <Notice tone="danger">The project was not made. {describeError(opener.error)}</Notice> : null}
      <div className="flex flex-wrap items-center gap-2">
        <Button variant="primary" disabled={!isReady} onClick={() => open("model")}>
          {isBusy ? <Spinner label="Making the project" className="text-on-accent" /> : null} Open with a proposed model
        </Button>
        <Button disabled={!isReady} onClick={() => open("columns")}>
          Look at the columns first
        </Button>
        <Button variant="quiet" disabled={isBusy} onClick={onDiscard}>
          Discard
        </Button>
      </div>
    </Card>
  );
}

function TargetChoice({ draft, isDisabled }: { draft: DatasetDraft; isDisabled: boolean }) {
  const id = useId();
  const target = draft.definition.features.find((feature) => feature.role === "target")?.columns[0];
  if (draft.description.kind !== "table") return null;
  return (
    <div className="grid grid-cols-[auto_minmax(0,1fr)] items-center gap-3">
      <label htmlFor={id} className="font-medium">
        Predict
      </label>
      <Select
        id={id}
        value={target}
        disabled={isDisabled}
        onChange={draft.chooseTarget}
        options={draft.description.inspection.columns.map((column) => ({ value: column.name, label: column.name }))}
      />
    </div>
  );
}

function Overview({ draft }: { draft: DatasetDraft }) {
  const { overview, leftOut } = draft;
  if (overview.status !== "ready") return overview.status === "pending" ? <Spinner label="Encoding" /> : null;
  const { signature, droppedRows } = overview.value;
  const { training, validation, test } = signature.samples;
  const inputs = signature.features.filter((feature) => feature.role === "input");
  const facts = [
    `${formatCount(training)} training, ${formatCount(validation)} validation and ${formatCount(test)} test samples`,
    `${inputs.map((feature) => describeInput(feature.shape)).join(" and ")} per sample`,
  ];
  if (droppedRows > 0) facts.push(`${formatCount(droppedRows)} rows with missing cells left out`);
  if (leftOut.size > 0) facts.push(`${leftOut.size === 1 ? "column" : "columns"} left out: ${[...leftOut.keys()].join(", ")}`);
  return <p>{facts.join("; ")}.</p>;
}

function describeInput(shape: readonly number[]): string {
  const [width = 0] = shape;
  if (shape.length === 1) return width === 1 ? "one input" : `${formatCount(width)} inputs`;
  return `${formatShape(shape)} inputs`;
}

function describeSize(description: ContentDescription): string {
  if (description.kind === "images") {
    const { count, height, width, channels } = description.inspection;
    return `${formatCount(count)} images of ${formatShape([height, width, channels])}`;
  }
  const { rowCount, columns } = description.inspection;
  return `${formatCount(rowCount)} rows, ${formatCount(columns.length)} columns`;
}
