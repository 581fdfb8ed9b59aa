"use client";
import type { RouterOutputs } from "@downhill/api/types";
import { type DataIssue, describeIssue } from "@downhill/data";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useEffect, useState } from "react";
import { describeError } from "../../trpc/appErrorOf.ts";
import { useTRPC } from "../../trpc/context.ts";
import { Button } from "../../ui/Button.tsx";
import { ErrorState } from "../../ui/ErrorState.tsx";
import { Skeleton } from "../../ui/Skeleton.tsx";
import { ProjectHeader } from "../project/ProjectHeader.tsx";
import { datasetsPath } from "../project/projectPaths.ts";
import { loadVersionContent } from "./loadVersionContent.ts";
import type { OpenedContent } from "./reading/datasetSession.ts";
import { type DatasetReader, openDatasetReader } from "./reading/openDatasetReader.ts";
import { SavedDataset } from "./SavedDataset.tsx";

/** One dataset of a project, at its newest version or an older one. */
export function DatasetScreen({ projectId, datasetId }: { projectId: string; datasetId: string }) {
  return (
    <div className="min-h-dvh">
      <ProjectHeader projectId={projectId} />
      <main className="mx-auto max-w-[1360px] px-4 pt-6 pb-16 sm:px-6">
        <DatasetOrState projectId={projectId} datasetId={datasetId} />
      </main>
    </div>
  );
}

function DatasetOrState({ projectId, datasetId }: { projectId: string; datasetId: string }) {
  const trpc = useTRPC();
  const dataset = useQuery(trpc.dataset.get.queryOptions({ datasetId }));
  const [chosenVersion, chooseVersion] = useState<string | null>(null);
  const versionId = chosenVersion ?? dataset.data?.newest.id;
  const version = useQuery(
    trpc.dataset.getVersion.queryOptions(
      { datasetVersionId: versionId ?? "" },
      { enabled: versionId !== undefined, staleTime: Number.POSITIVE_INFINITY },
    ),
  );
  const error = dataset.error ?? version.error;
  if (error) {
    return (
      <ErrorState
        title="The dataset could not be opened"
        actions={
          <>
            <Button onClick={() => void (dataset.isError ? dataset.refetch() : version.refetch())}>Try again</Button>
            <Button asChild>
              <Link href={datasetsPath(projectId)}>All datasets</Link>
            </Button>
          </>
        }
      >
        {describeError(error)}
      </ErrorState>
    );
  }
  if (!dataset.data || !version.data) return <LoadingDataset />;
  return (
    <OpenedVersion
      key={version.data.id}
      projectId={projectId}
      dataset={dataset.data}
      version={version.data}
      onChooseVersion={chooseVersion}
    />
  );
}

export interface OpenedVersionProps {
  readonly projectId: string;
  readonly dataset: RouterOutputs["dataset"]["get"];
  readonly version: RouterOutputs["dataset"]["getVersion"];
  readonly onChooseVersion: (versionId: string | null) => void;
}

type ContentState =
  | { readonly status: "loading" }
  | { readonly status: "open"; readonly reader: DatasetReader; readonly opened: OpenedContent }
  | { readonly status: "failed"; readonly issues: readonly DataIssue[]; readonly message?: string };

/** Opens the version's content in a worker of its own, and closes it with the page. */
function OpenedVersion(props: OpenedVersionProps) {
  const { definition } = props.version;
  const [content, setContent] = useState<ContentState>({ status: "loading" });
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt opens the same version again
  useEffect(() => {
    const reader = openDatasetReader();
    const controller = new AbortController();
    setContent({ status: "loading" });
    loadVersionContent({ reader, definition, signal: controller.signal })
      .then((result) => {
        if (controller.signal.aborted) return;
        setContent(result.ok ? { status: "open", reader, opened: result.value } : { status: "failed", issues: result.issues });
      })
      .catch((error: unknown) => {
        if (!controller.signal.aborted) setContent({ status: "failed", issues: [], message: describeError(error) });
      });
    return () => {
      controller.abort();
      reader.close();
    };
  }, [definition, attempt]);

  if (content.status === "loading") return <LoadingDataset name={props.dataset.name} />;
  if (content.status === "failed") {
    return (
      <ErrorState
        title={`The data of "${props.dataset.name}" could not be read`}
        actions={<Button onClick={() => setAttempt((count) => count + 1)}>Try again</Button>}
      >
        {content.message}
        {content.issues.map((issue) => (
          <p key={describeIssue(issue)}>{describeIssue(issue)}</p>
        ))}
      </ErrorState>
    );
  }
  return <SavedDataset {...props} reader={content.reader} opened={content.opened} />;
}

function LoadingDataset({ name }: { name?: string }) {
  return (
    <div className="space-y-6" aria-busy="true">
      {name === undefined ? <Skeleton className="h-8 w-60" /> : <h1 className="font-semibold text-title">{name}</h1>}
      <div className="grid gap-x-8 gap-y-6 lg:grid-cols-[minmax(0,1fr)_280px]">
        <div className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,272px),1fr))] gap-3">
          {["a", "b", "c", "d", "e", "f"].map((key) => (
            <Skeleton key={key} className="h-56" />
          ))}
        </div>
        <Skeleton className="h-80 max-lg:hidden" />
      </div>
    </div>
  );
}
