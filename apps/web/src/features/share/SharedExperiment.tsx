"use client";
import type { RouterOutputs } from "@downhill/api/types";
import { useMutation, useQuery } from "@tanstack/react-query";
import { CopyPlus } from "lucide-react";
import { useRouter } from "next/navigation";
import { type ReactNode, useMemo } from "react";
import { appErrorOf, describeError } from "../../trpc/appErrorOf.ts";
import { useTRPC, useTRPCClient } from "../../trpc/context.ts";
import { Button } from "../../ui/Button.tsx";
import { Notice } from "../../ui/ErrorState.tsx";
import { LocalTime } from "../../ui/LocalTime.tsx";
import { Spinner } from "../../ui/Spinner.tsx";
import { ThemeToggle } from "../../ui/ThemeToggle.tsx";
import { HomeLink, TopBar, TopBarSpacer } from "../../ui/TopBar.tsx";
import { ModelFigure } from "../experiments/ModelFigure.tsx";
import { OptionsTable } from "../experiments/OptionsTable.tsx";
import { RunCurves } from "../experiments/RunCurves.tsx";
import { RunFactTable } from "../experiments/RunFactTable.tsx";
import { RunStateBadge } from "../experiments/RunStateBadge.tsx";
import { isLive, newestRun } from "../experiments/runFacts.ts";
import { sharedRunSource } from "../experiments/runSource.ts";
import { useLiveRun } from "../experiments/useLiveRun.ts";
import { modelPath } from "../project/projectPaths.ts";
import { GoneScreen } from "./GoneScreen.tsx";

type SharedView = RouterOutputs["share"]["view"];

const liveIntervalMs = 10_000;
const idleIntervalMs = 60_000;

/** An experiment as a visitor reads it: like a figure in a paper, with its circumstances. Follows the run while it is live. */
export function SharedExperiment({ token, first }: { token: string; first: SharedView }) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const view = useQuery(
    trpc.share.view.queryOptions(
      { token },
      {
        initialData: first,
        // Also how an open page learns that its link was revoked.
        refetchInterval: (query) => (query.state.data?.runs.some(isLive) ? liveIntervalMs : idleIntervalMs),
      },
    ),
  );
  const shared = view.data;
  const run = newestRun(shared.runs);
  const runId = run?.id;
  const source = useMemo(() => (runId === undefined ? null : sharedRunSource(client, token, runId)), [client, token, runId]);
  const live = useLiveRun(source, run ?? { state: "queued", message: null, progress: null, isInterrupted: false });

  const isGone = [view.error, live.error].some((error) => appErrorOf(error)?.code === "share-link-gone");
  if (isGone) return <GoneScreen />;

  const { document, options, dataset } = shared;
  const signature = dataset?.signature ?? null;
  return (
    <div className="min-h-dvh">
      <TopBar>
        <HomeLink withName />
        <TopBarSpacer />
        <ThemeToggle />
      </TopBar>
      <main className="mx-auto max-w-[1120px] px-4 pt-8 pb-20 sm:px-8 sm:pt-12">
        <header className="flex flex-wrap items-end gap-x-8 gap-y-5">
          <div className="min-w-0 flex-1 basis-72 space-y-2">
            <h1 className="text-balance font-semibold text-title tracking-tight">{shared.title}</h1>
            <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-ink-2">
              <LocalTime atMs={shared.createdAtMs} />
              {dataset ? <span>Dataset: {dataset.name}</span> : null}
              {run ? <RunStateBadge state={live.run.state} isInterrupted={live.run.isInterrupted} /> : null}
            </p>
          </div>
          <OpenCopy token={token} shared={shared} />
        </header>

        <div className={document ? "mt-8 grid gap-x-12 gap-y-12 lg:grid-cols-[minmax(0,1fr)_minmax(0,300px)]" : "mt-8"}>
          <figure className="min-w-0 space-y-3">
            <h2 className="sr-only">Curves</h2>
            {run ? (
              <RunCurves view={live} label={shared.title} options={options} signature={signature} height={340} />
            ) : (
              <Notice>This experiment has not been run.</Notice>
            )}
            <Caption number={1}>
              Loss and metrics while training; training solid, validation dashed.
              {run?.runner ? ` Trained on ${run.runner.deviceLabel}.` : ""}
            </Caption>
          </figure>
          {document && options && signature ? (
            <figure className="min-w-0 space-y-3">
              <h2 className="sr-only">Model</h2>
              <ModelFigure document={document} options={options} signature={signature} label={`Model of ${shared.title}`} />
              <Caption number={2}>The model, from input to target, with the shape of one sample after each block.</Caption>
            </figure>
          ) : null}
        </div>

        <div className="mt-14 grid gap-x-12 gap-y-12 md:grid-cols-2">
          {document && options ? (
            <Part title="Compiler options" detail="What differs from its default is set in bold.">
              <OptionsTable options={options} document={document} signature={signature} />
            </Part>
          ) : null}
          <Part title="Run">
            <RunFactTable
              run={run && { ...run, ...live.run }}
              datasetLabel={dataset && `${dataset.name}, version ${dataset.number}`}
              signature={signature}
            />
          </Part>
        </div>
      </main>
    </div>
  );
}

function Caption({ number, children }: { number: number; children: ReactNode }) {
  return (
    <figcaption className="text-ink-2 text-small">
      <span className="font-semibold text-ink">Figure {number}.</span> {children}
    </figcaption>
  );
}

function Part({ title, detail, children }: { title: string; detail?: string; children: ReactNode }) {
  return (
    <section className="min-w-0 space-y-2">
      <h2 className="font-semibold text-lead">{title}</h2>
      {detail ? <p className="text-ink-3 text-small">{detail}</p> : null}
      {children}
    </section>
  );
}

function OpenCopy({ token, shared }: { token: string; shared: SharedView }) {
  const trpc = useTRPC();
  const router = useRouter();
  const copy = useMutation(
    trpc.share.copy.mutationOptions({ onSuccess: ({ projectId, modelId }) => router.push(modelPath(projectId, modelId)) }),
  );
  if (!shared.canBeCopied) {
    return (
      <p className="max-w-[36ch] text-ink-2 text-small">
        {shared.scope === "curves"
          ? "This link shows the curves only; the model cannot be copied from it."
          : "The owner shares this experiment without its data, so it cannot be copied."}
      </p>
    );
  }
  const isBusy = copy.isPending || copy.isSuccess;
  return (
    <div className="max-w-[36ch] space-y-1 max-sm:w-full max-sm:max-w-none">
      <Button variant="primary" disabled={isBusy} onClick={() => copy.mutate({ token })} className="max-sm:h-10 max-sm:w-full">
        {isBusy ? <Spinner label="Opening" className="text-on-accent" /> : <CopyPlus aria-hidden />} Open a copy
      </Button>
      <p className="text-ink-3 text-small">
        Makes a project of your own, ready to run in this browser
        {shared.copyIncludesData ? ", with the data file." : "."}
      </p>
      {copy.isError ? <Notice tone="danger">The copy could not be opened. {describeError(copy.error)}</Notice> : null}
    </div>
  );
}
