"use client";
import { useQuery } from "@tanstack/react-query";
import { Database } from "lucide-react";
import { describeError } from "../../trpc/appErrorOf.ts";
import { useTRPC } from "../../trpc/context.ts";
import { Button } from "../../ui/Button.tsx";
import { Section } from "../../ui/Card.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { ErrorState } from "../../ui/ErrorState.tsx";
import { Skeleton } from "../../ui/Skeleton.tsx";
import { ProjectHeader } from "../project/ProjectHeader.tsx";
import { DatasetList } from "./DatasetList.tsx";
import { GeneratorGallery } from "./GeneratorGallery.tsx";
import { ImportPanel } from "./ImportPanel.tsx";
import { NewDataset } from "./NewDataset.tsx";
import { useImport } from "./useImport.ts";
import { usePageDrop } from "./usePageDrop.ts";

/** A project's datasets, and the ways to a new one: files, or a generator. */
export function DatasetsScreen({ projectId }: { projectId: string }) {
  const importing = useImport();
  const { state } = importing;
  usePageDrop(state.status === "open" || state.status === "reading" ? null : importing.readFiles);
  return (
    <div className="min-h-dvh">
      <ProjectHeader projectId={projectId} />
      <main className="mx-auto max-w-[1360px] space-y-10 px-4 pt-6 pb-16 sm:px-6">
        {state.status === "open" ? (
          <NewDataset projectId={projectId} reader={state.reader} opened={state.opened} onDiscard={importing.discard} />
        ) : (
          <>
            <div className="space-y-4">
              <h1 className="font-semibold text-title">Datasets</h1>
              <ProjectDatasets projectId={projectId} />
            </div>
            <Section
              title="Import files"
              detail="They are read in this browser and kept on this server, in your project, when you save."
            >
              <ImportPanel importing={importing} />
            </Section>
            <Section title="Built-in generators" detail="Data made by a formula and a seed, to try things out.">
              <GeneratorGallery onChoose={importing.openGenerator} />
            </Section>
          </>
        )}
      </main>
    </div>
  );
}

function ProjectDatasets({ projectId }: { projectId: string }) {
  const trpc = useTRPC();
  const datasets = useQuery(trpc.dataset.list.queryOptions({ projectId }));
  if (datasets.isPending) {
    return (
      <div className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,280px),1fr))] gap-3" aria-busy="true">
        <Skeleton className="h-24" />
        <Skeleton className="h-24" />
      </div>
    );
  }
  if (datasets.isError) {
    return (
      <ErrorState
        title="The datasets could not be loaded"
        actions={<Button onClick={() => datasets.refetch()}>Try again</Button>}
      >
        {describeError(datasets.error)}
      </ErrorState>
    );
  }
  if (datasets.data.length === 0) {
    return (
      <EmptyState icon={Database} title="No dataset yet">
        Import a file or choose a generator below. A dataset is what a model learns from.
      </EmptyState>
    );
  }
  return <DatasetList projectId={projectId} datasets={datasets.data} />;
}
