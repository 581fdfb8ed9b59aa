"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { describeError } from "../../trpc/appErrorOf.ts";
import { useTRPC } from "../../trpc/context.ts";
import { Button } from "../../ui/Button.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { ErrorState } from "../../ui/ErrorState.tsx";
import { Skeleton } from "../../ui/Skeleton.tsx";
import { ProjectHeader } from "../project/ProjectHeader.tsx";
import { projectPath } from "../project/projectPaths.ts";
import { LandscapeLine } from "../training/charts/LandscapeLine.tsx";
import { ExperimentCards } from "./ExperimentCards.tsx";
import { ExperimentTable } from "./ExperimentTable.tsx";
import { listRows } from "./experimentRows.ts";
import { isLive } from "./runFacts.ts";

const liveIntervalMs = 2000;

/** Every experiment of a project, the newest first. While one of them trains the list keeps up. */
export function ExperimentList({ projectId }: { projectId: string }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <ProjectHeader projectId={projectId} />
      <main className="mx-auto w-full max-w-[1400px] flex-1 space-y-5 px-4 py-6 sm:px-6">
        <header>
          <h1 className="font-semibold text-title tracking-tight">Experiments</h1>
          <p className="text-ink-2">Each keeps the model, the compiler options and the dataset version it was run with.</p>
        </header>
        <ListBody projectId={projectId} />
      </main>
    </div>
  );
}

function ListBody({ projectId }: { projectId: string }) {
  const trpc = useTRPC();
  const experiments = useQuery(
    trpc.experiment.list.queryOptions(
      { projectId },
      {
        refetchInterval: (query) =>
          query.state.data?.some((experiment) => experiment.runs.some(isLive)) ? liveIntervalMs : false,
      },
    ),
  );
  if (experiments.isPending) {
    return (
      <div className="space-y-2" role="status" aria-label="Loading the experiments">
        <Skeleton className="h-9" />
        <Skeleton className="h-14" />
        <Skeleton className="h-14" />
        <Skeleton className="h-14" />
      </div>
    );
  }
  if (experiments.isError) {
    return (
      <ErrorState
        title="The experiments could not be loaded"
        actions={<Button onClick={() => experiments.refetch()}>Try again</Button>}
      >
        {describeError(experiments.error)}
      </ErrorState>
    );
  }
  if (experiments.data.length === 0) {
    return (
      <div className="rounded-lg border border-line bg-surface pt-10">
        <LandscapeLine className="mx-auto w-72" />
        <EmptyState
          title="No experiments yet"
          actions={
            <Button asChild variant="primary">
              <Link href={projectPath(projectId)}>Open the Modeling view</Link>
            </Button>
          }
        >
          Press Run in the Modeling view: every run is kept here, with its curves, options and checkpoints.
        </EmptyState>
      </div>
    );
  }
  const rows = listRows(experiments.data);
  return (
    <>
      <ExperimentTable rows={rows} />
      <ExperimentCards rows={rows} />
    </>
  );
}
