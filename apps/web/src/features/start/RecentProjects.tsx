"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Ellipsis, Pencil, Trash2 } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { describeError } from "../../trpc/appErrorOf.ts";
import { useTRPC } from "../../trpc/context.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { DropdownMenu } from "../../ui/DropdownMenu.tsx";
import { Notice } from "../../ui/ErrorState.tsx";
import { formatAgo, formatCount } from "../../ui/formatNumber.ts";
import { Input } from "../../ui/Input.tsx";
import { Skeleton } from "../../ui/Skeleton.tsx";
import { toast } from "../../ui/Toast.tsx";
import { projectPath } from "../project/projectPaths.ts";

const shownAtFirst = 8;

interface ProjectEntry {
  readonly id: string;
  readonly name: string;
  readonly updatedAtMs: number;
  readonly experimentCount: number;
}

type OpenDialog = { readonly kind: "rename" | "remove"; readonly project: ProjectEntry };

/** The session's projects, the latest used first, with rename and delete. */
export function RecentProjects() {
  const trpc = useTRPC();
  const projects = useQuery(trpc.project.list.queryOptions());
  const [isAllShown, setIsAllShown] = useState(false);
  const [dialog, setDialog] = useState<OpenDialog | null>(null);

  if (projects.isPending) {
    return (
      <div className="space-y-2" role="status" aria-label="Loading your projects">
        <Skeleton className="h-11" />
        <Skeleton className="h-11" />
        <Skeleton className="h-11" />
      </div>
    );
  }
  if (projects.isError) {
    return (
      <Notice
        tone="danger"
        actions={
          <Button size="small" onClick={() => projects.refetch()}>
            Try again
          </Button>
        }
      >
        Your projects could not be loaded. {describeError(projects.error)}
      </Notice>
    );
  }
  if (projects.data.length === 0) {
    return (
      <p className="rounded-lg border border-line border-dashed px-4 py-8 text-center text-ink-2">
        What you open or import is kept here, on this server, for this browser. No account is needed.
      </p>
    );
  }
  const shown = isAllShown ? projects.data : projects.data.slice(0, shownAtFirst);
  return (
    <>
      <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
        {shown.map((project) => (
          <ProjectRow key={project.id} project={project} onAct={(kind) => setDialog({ kind, project })} />
        ))}
      </ul>
      {projects.data.length > shown.length ? (
        <Button variant="quiet" className="mt-2" onClick={() => setIsAllShown(true)}>
          Show all {formatCount(projects.data.length)} projects
        </Button>
      ) : null}
      {dialog?.kind === "rename" ? <RenameDialog project={dialog.project} onClose={() => setDialog(null)} /> : null}
      {dialog?.kind === "remove" ? <RemoveDialog project={dialog.project} onClose={() => setDialog(null)} /> : null}
    </>
  );
}

function ProjectRow({ project, onAct }: { project: ProjectEntry; onAct: (kind: OpenDialog["kind"]) => void }) {
  const { experimentCount } = project;
  return (
    <li className="relative flex min-h-11 items-center gap-3 px-3 first:rounded-t-lg last:rounded-b-lg hover:bg-hover">
      <Link
        href={projectPath(project.id)}
        className="min-w-0 flex-1 truncate font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-accent"
      >
        {project.name}
      </Link>
      <span className="shrink-0 text-ink-2 text-small tabular-nums max-sm:hidden">
        {experimentCount === 0
          ? "no experiments"
          : `${formatCount(experimentCount)} ${experimentCount === 1 ? "experiment" : "experiments"}`}
      </span>
      <time
        dateTime={new Date(project.updatedAtMs).toISOString()}
        className="w-20 shrink-0 text-right text-ink-3 text-small tabular-nums"
      >
        {formatAgo(project.updatedAtMs, Date.now())}
      </time>
      <div className="relative">
        <DropdownMenu
          trigger={<IconButton icon={Ellipsis} label={`Actions for ${project.name}`} />}
          items={[
            { label: "Rename", icon: Pencil, onSelect: () => onAct("rename") },
            "separator",
            { label: "Delete", icon: Trash2, isDanger: true, onSelect: () => onAct("remove") },
          ]}
        />
      </div>
    </li>
  );
}

function useProjectListRefresh() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: trpc.project.list.queryKey() });
}

function RenameDialog({ project, onClose }: { project: ProjectEntry; onClose: () => void }) {
  const trpc = useTRPC();
  const refresh = useProjectListRefresh();
  const [name, setName] = useState(project.name);
  const rename = useMutation(trpc.project.rename.mutationOptions({ onSuccess: () => refresh().then(onClose) }));
  const trimmed = name.trim();
  return (
    <Dialog isOpen onOpenChange={(isOpen) => (isOpen ? undefined : onClose())} title="Rename project" size="small">
      <form
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (trimmed !== "") rename.mutate({ projectId: project.id, name: trimmed });
        }}
      >
        <Input
          aria-label="Project name"
          value={name}
          maxLength={120}
          autoFocus
          onChange={(event) => setName(event.target.value)}
        />
        {rename.isError ? <Notice tone="danger">{describeError(rename.error)}</Notice> : null}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={trimmed === "" || rename.isPending}>
            Rename
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function RemoveDialog({ project, onClose }: { project: ProjectEntry; onClose: () => void }) {
  const trpc = useTRPC();
  const refresh = useProjectListRefresh();
  const remove = useMutation(
    trpc.project.remove.mutationOptions({
      onSuccess: async () => {
        await refresh();
        onClose();
        toast(`${project.name} was deleted`);
      },
    }),
  );
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}
      title={`Delete ${project.name}?`}
      description="Its datasets, models, experiments and checkpoints are deleted, and its share links show nothing from then on. This cannot be undone."
      size="small"
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="danger" disabled={remove.isPending} onClick={() => remove.mutate({ projectId: project.id })}>
            Delete project
          </Button>
        </>
      }
    >
      {remove.isError ? <Notice tone="danger">{describeError(remove.error)}</Notice> : null}
    </Dialog>
  );
}
