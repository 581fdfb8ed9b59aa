"use client";
import type { RouterOutputs } from "@downhill/api/types";
import { findGenerator } from "@downhill/data";
import { Database, Images, Shapes, Type } from "lucide-react";
import Link from "next/link";
import { Card } from "../../ui/Card.tsx";
import { formatCount, formatShape } from "../../ui/formatNumber.ts";
import { datasetPath } from "../project/projectPaths.ts";
import { countSamples } from "./editor/OverviewPanel.tsx";

type ListedDataset = RouterOutputs["dataset"]["list"][number];

/** The project's datasets, newest version each. */
export function DatasetList({ projectId, datasets }: { projectId: string; datasets: readonly ListedDataset[] }) {
  return (
    <ul className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,280px),1fr))] gap-3">
      {datasets.map((dataset) => (
        <li key={dataset.id}>
          <DatasetCard projectId={projectId} dataset={dataset} />
        </li>
      ))}
    </ul>
  );
}

function DatasetCard({ projectId, dataset }: { projectId: string; dataset: ListedDataset }) {
  const { source, signature, number } = dataset.newest;
  const Icon = source.kind === "text" ? Type : source.kind === "csv" ? Database : source.kind === "idx" ? Images : Shapes;
  const input = signature.features.find(({ role }) => role === "input");
  const target = signature.features.find(({ role }) => role === "target");
  return (
    <Card isInteractive className="relative flex h-full gap-3">
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0 text-ink-3" strokeWidth={1.75} />
      <div className="min-w-0 flex-1 space-y-1">
        <h3 className="truncate font-semibold">
          <Link href={datasetPath(projectId, dataset.id)} className="after:absolute after:inset-0 after:rounded-lg">
            {dataset.name}
          </Link>
        </h3>
        <p className="truncate text-ink-2">{describeSource(source)}</p>
        <dl className="flex flex-wrap gap-x-3 text-small">
          <Fact label="samples" value={formatCount(countSamples(signature.samples))} />
          {input ? <Fact label="input" value={formatShape(input.shape)} /> : null}
          {target ? <Fact label="target" value={target.name} isText /> : null}
          <Fact label="version" value={String(number)} />
        </dl>
      </div>
    </Card>
  );
}

function Fact({ label, value, isText = false }: { label: string; value: string; isText?: boolean }) {
  return (
    <div className="flex min-w-0 gap-1">
      <dt className="text-ink-3">{label}</dt>
      <dd className={isText ? "truncate" : "num"}>{value}</dd>
    </div>
  );
}

function describeSource(source: ListedDataset["newest"]["source"]): string {
  if (source.kind === "csv" || source.kind === "text") return source.fileName;
  if (source.kind === "idx") return source.imagesFileName;
  return `Generator: ${findGenerator(source.generator)?.label ?? source.generator}`;
}
