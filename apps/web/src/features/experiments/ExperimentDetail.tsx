"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type ReactNode, useMemo } from "react";
import { appErrorOf, describeError } from "../../trpc/appErrorOf.ts";
import { useTRPC, useTRPCClient } from "../../trpc/context.ts";
import { Button } from "../../ui/Button.tsx";
import { Card } from "../../ui/Card.tsx";
import { EditableText } from "../../ui/EditableText.tsx";
import { ErrorState, Notice } from "../../ui/ErrorState.tsx";
import { formatCount } from "../../ui/formatNumber.ts";
import { Skeleton } from "../../ui/Skeleton.tsx";
import { toast } from "../../ui/Toast.tsx";
import { Breadcrumbs } from "../../ui/TopBar.tsx";
import { ProjectHeader } from "../project/ProjectHeader.tsx";
import { experimentsPath, modelPath } from "../project/projectPaths.ts";
import { ShareDialog } from "../share/ShareDialog.tsx";
import { Checkpoints } from "./Checkpoints.tsx";
import { ExperimentMenu } from "./ExperimentMenu.tsx";
import type { LoadedExperiment } from "./experimentTypes.ts";
import { ModelFigure } from "./ModelFigure.tsx";
import { OptionsTable } from "./OptionsTable.tsx";
import { ResumeButton } from "./ResumeButton.tsx";
import { RunCurves } from "./RunCurves.tsx";
import { RunFactTable } from "./RunFactTable.tsx";
import { RunStateBadge } from "./RunStateBadge.tsx";
import { isLive, newestRun } from "./runFacts.ts";
import { ownRunSource } from "./runSource.ts";
import { useLiveRun } from "./useLiveRun.ts";

const liveIntervalMs = 5000;

/** One experiment: its curves, the model, the options, the device and the checkpoints. */
export function ExperimentDetail({ projectId, experimentId }: { projectId: string; experimentId: string }) {
  const trpc = useTRPC();
  const experiment = useQuery(
    trpc.experiment.get.queryOptions(
      { experimentId },
      { refetchInterval: (query) => (query.state.data?.runs.some(isLive) ? liveIntervalMs : false) },
    ),
  );
  return (
    <div className="flex min-h-dvh flex-col">
      <ProjectHeader projectId={projectId} />
      <main className="mx-auto w-full max-w-[1400px] flex-1 space-y-5 px-4 py-6 sm:px-6">
        {experiment.isPending ? (
          <div className="space-y-4" role="status" aria-label="Loading the experiment">
            <Skeleton className="h-8 w-72" />
            <Skeleton className="h-96" />
          </div>
        ) : experiment.isError ? (
          <ErrorState
            title="The experiment could not be loaded"
            actions={
              appErrorOf(experiment.error)?.code === "not-found" ? (
                <Button asChild>
                  <Link href={experimentsPath(projectId)}>Show all experiments</Link>
                </Button>
              ) : (
                <Button onClick={() => experiment.refetch()}>Try again</Button>
              )
            }
          >
            {describeError(experiment.error)}
          </ErrorState>
        ) : (
          <Detail experiment={experiment.data} />
        )}
      </main>
    </div>
  );
}

function Detail({ experiment }: { experiment: LoadedExperiment }) {
  const { document, options, signature } = experiment.spec;
  const client = useTRPCClient();
  const router = useRouter();
  const run = newestRun(experiment.runs);
  const runId = run?.id;
  const source = useMemo(() => (runId === undefined ? null : ownRunSource(client, runId)), [client, runId]);
  const view = useLiveRun(source, run ?? emptyRun);
  return (
    <>
      <header className="space-y-2">
        <Breadcrumbs
          crumbs={[
            { label: "Experiments", href: experimentsPath(experiment.projectId) },
            { label: `Number ${formatCount(experiment.number)}` },
          ]}
        />
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
          <h1 className="-ml-1.5 min-w-0 font-semibold text-title tracking-tight">
            <ExperimentName experiment={experiment} />
          </h1>
          {run ? <RunStateBadge state={view.run.state} isInterrupted={view.run.isInterrupted} /> : null}
          <div className="ml-auto flex items-center gap-2">
            {experiment.modelId ? (
              <Button asChild>
                <Link href={modelPath(experiment.projectId, experiment.modelId)}>Open its model</Link>
              </Button>
            ) : null}
            <ShareDialog experimentId={experiment.id} />
            <ExperimentMenu experiment={experiment} onRemoved={() => router.push(experimentsPath(experiment.projectId))} />
          </div>
        </div>
      </header>
      {run && view.run.isInterrupted ? (
        <Notice tone="warning" actions={<ResumeButton run={run} experiment={experiment} />}>
          The tab or worker that trained this run is gone. It can go on in this tab from its last checkpoint, or from the first
          step if none was kept.
        </Notice>
      ) : null}
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_minmax(280px,360px)]">
        <div className="min-w-0 space-y-5">
          <Panel title="Curves">
            <RunCurves view={view} label={experiment.name} options={options} signature={signature} height={300} />
          </Panel>
          <Panel title="Compiler options" detail="What differs from its default is set in bold.">
            <OptionsTable options={options} document={document} signature={signature} />
          </Panel>
        </div>
        <div className="min-w-0 space-y-5">
          <Panel title={experiment.modelName} detail="The model as it was when the run began.">
            <ModelFigure document={document} options={options} signature={signature} label={`Model of ${experiment.name}`} />
          </Panel>
          <Panel title="Run">
            <RunFactTable
              run={run && { ...run, ...view.run }}
              datasetLabel={`${experiment.datasetName}, version ${experiment.datasetVersionNumber}`}
              signature={signature}
            />
          </Panel>
          {run ? (
            <Panel title="Checkpoints">
              <Checkpoints runId={run.id} fileStem={`experiment-${experiment.number}`} isLive={isLive(view.run)} />
            </Panel>
          ) : null}
        </div>
      </div>
    </>
  );
}

const emptyRun = { state: "queued", message: null, progress: null, isInterrupted: false } as const;

function Panel({ title, detail, children }: { title: string; detail?: string; children: ReactNode }) {
  return (
    <Card className="min-w-0 space-y-3">
      <header>
        <h2 className="truncate font-semibold">{title}</h2>
        {detail ? <p className="text-ink-3 text-small">{detail}</p> : null}
      </header>
      {children}
    </Card>
  );
}

function ExperimentName({ experiment }: { experiment: LoadedExperiment }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const rename = useMutation(
    trpc.experiment.rename.mutationOptions({
      onSuccess: () => queries.invalidateQueries(trpc.experiment.pathFilter()),
      onError: (error) => toast.error("The experiment was not renamed", { description: describeError(error) }),
    }),
  );
  return (
    <EditableText
      label="Experiment name"
      value={rename.isPending ? rename.variables.name : experiment.name}
      onChange={(name) => rename.mutate({ experimentId: experiment.id, name })}
    />
  );
}
