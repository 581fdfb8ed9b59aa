"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { type ReactNode, useEffect, useState } from "react";
import { appErrorOf, describeError } from "../../trpc/appErrorOf.ts";
import { useTRPC } from "../../trpc/context.ts";
import { Button } from "../../ui/Button.tsx";
import { ErrorState } from "../../ui/ErrorState.tsx";
import { Skeleton } from "../../ui/Skeleton.tsx";
import { HomeLink, TopBar } from "../../ui/TopBar.tsx";
import { projectPath } from "../project/projectPaths.ts";
import { ModelingView } from "./ModelingView.tsx";
import { waitForPendingSave } from "./saving/pendingSaves.ts";

/** Loads a model and opens it. Always asks the server first: what another visit left in memory may be old. */
export function ModelScreen({ projectId, modelId }: { projectId: string; modelId: string }) {
  const trpc = useTRPC();
  const [readyFor, setReadyFor] = useState<string | null>(null);
  useEffect(() => {
    let isGone = false;
    void waitForPendingSave(modelId).then(() => {
      if (!isGone) setReadyFor(modelId);
    });
    return () => {
      isGone = true;
    };
  }, [modelId]);
  const model = useQuery({
    ...trpc.model.get.queryOptions({ modelId }),
    enabled: readyFor === modelId,
    refetchOnMount: "always",
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    retry: (count, error) => appErrorOf(error) === undefined && count < 2,
  });
  if (model.isError && !model.isFetching) {
    return (
      <Shell>
        <ErrorState
          title={appErrorOf(model.error)?.code === "not-found" ? "There is no such model here" : "The model was not loaded"}
          actions={
            <>
              <Button onClick={() => void model.refetch()}>Try again</Button>
              <Button asChild variant="quiet">
                <Link href={projectPath(projectId)}>Go to the project</Link>
              </Button>
            </>
          }
        >
          {describeError(model.error)}
        </ErrorState>
      </Shell>
    );
  }
  if (!model.data || !model.isFetchedAfterMount) return <LoadingScreen />;
  return <ModelingView key={model.data.id} model={model.data} />;
}

function Shell({ children }: { children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <TopBar>
        <HomeLink withName />
      </TopBar>
      <main className="flex flex-1 items-center justify-center">{children}</main>
    </div>
  );
}

function LoadingScreen() {
  return (
    <div className="flex h-dvh flex-col" role="status" aria-label="Loading the model">
      <TopBar>
        <HomeLink />
        <Skeleton className="h-5 w-40" />
      </TopBar>
      <div className="flex min-h-0 flex-1">
        <div className="w-60 space-y-2 border-line border-r bg-surface p-2 max-xl:w-12 max-md:hidden">
          <Skeleton className="h-7" />
          <Skeleton className="h-7 opacity-60" />
          <Skeleton className="h-7 opacity-30" />
        </div>
        <div className="flex flex-1 flex-col items-center gap-8 bg-ground pt-16">
          <Skeleton className="h-18 w-52" />
          <Skeleton className="h-18 w-52 opacity-60" />
          <Skeleton className="h-18 w-52 opacity-30" />
        </div>
        <div className="w-[340px] border-line border-l bg-surface max-md:hidden" />
      </div>
    </div>
  );
}
