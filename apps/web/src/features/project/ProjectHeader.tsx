"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { describeError } from "../../trpc/appErrorOf.ts";
import { useTRPC } from "../../trpc/context.ts";
import { EditableText } from "../../ui/EditableText.tsx";
import { Skeleton } from "../../ui/Skeleton.tsx";
import { ThemeToggle } from "../../ui/ThemeToggle.tsx";
import { toast } from "../../ui/Toast.tsx";
import { HomeLink, TopBar, TopBarSeparator, TopBarSpacer } from "../../ui/TopBar.tsx";
import { ProjectNav } from "./ProjectNav.tsx";

/** The bar on top of the Datasets and Experiments screens: the way home, the project's name (editable in place) and its rooms. */
export function ProjectHeader({ projectId, children }: { projectId: string; children?: ReactNode }) {
  return (
    <TopBar>
      <HomeLink />
      <ProjectName projectId={projectId} />
      <TopBarSeparator />
      <ProjectNav projectId={projectId} />
      <TopBarSpacer />
      {children}
      <ThemeToggle />
    </TopBar>
  );
}

/** The name where it stands; changing it saves it. */
export function ProjectName({ projectId }: { projectId: string }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const project = useQuery(trpc.project.get.queryOptions({ projectId }));
  const rename = useMutation(
    trpc.project.rename.mutationOptions({
      onSuccess: () => queries.invalidateQueries(trpc.project.pathFilter()),
      onError: (error) => toast.error("The project was not renamed", { description: describeError(error) }),
    }),
  );
  if (project.isPending) return <Skeleton className="h-5 w-28" />;
  if (project.isError) return <span className="text-ink-3">Project</span>;
  return (
    <EditableText
      label="Project name"
      value={rename.isPending ? rename.variables.name : project.data.name}
      onChange={(name) => rename.mutate({ projectId, name })}
      className="font-medium"
    />
  );
}
