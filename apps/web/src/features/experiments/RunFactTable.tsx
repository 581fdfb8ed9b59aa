"use client";
import type { DatasetSignature } from "@downhill/model";
import { type Fact, FactTable } from "../../ui/FactTable.tsx";
import { formatCount, formatDuration } from "../../ui/formatNumber.ts";
import { LocalTime } from "../../ui/LocalTime.tsx";
import { describeProgress, describeRunner, runDurationMs, type ViewedRun } from "./runFacts.ts";

/** What ran, where, on which data and for how long. */
export function RunFactTable({
  run,
  datasetLabel,
  signature,
}: {
  run: ViewedRun | null;
  /** "iris, version 2"; null where the link does not show it. */
  datasetLabel: string | null;
  signature: DatasetSignature | null;
}) {
  const facts: Fact[] = [];
  if (datasetLabel !== null) facts.push({ label: "Dataset", value: datasetLabel });
  if (signature) {
    const { training, validation, test } = signature.samples;
    facts.push({
      label: "Samples",
      value: `${formatCount(training)} training, ${formatCount(validation)} validation, ${formatCount(test)} test`,
    });
  }
  if (run) facts.push(...factsOfRun(run));
  return <FactTable caption="The run" facts={facts} />;
}

function factsOfRun(run: ViewedRun): Fact[] {
  const facts: Fact[] = [];
  if (run.runner) {
    facts.push({ label: "Device", value: describeRunner(run.runner) });
    if (run.runner.engineVersion) facts.push({ label: "Engine", value: run.runner.engineVersion });
  }
  if (run.startedAtMs !== null) facts.push({ label: "Started", value: <LocalTime atMs={run.startedAtMs} /> });
  const durationMs = runDurationMs(run, Date.now());
  if (durationMs !== null) facts.push({ label: "Duration", value: formatDuration(durationMs) });
  if (run.progress) facts.push({ label: "Progress", value: describeProgress(run.progress, false) });
  return facts;
}
