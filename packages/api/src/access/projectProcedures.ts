/**
 * The one place where access to a project is decided. A procedure says by which entity its caller names the project and whether it
 * reads or writes; the middleware finds the project and refuses strangers as if it did not exist.
 */
import { AppError } from "@downhill/protocol";
import { z } from "zod";
import type { ApiContext, SessionUser } from "../context.ts";
import { Id } from "../ids.ts";
import { signedInProcedure } from "../trpc.ts";
import { type EntityKind, loadProjectOf, type ProjectAccess } from "./loadProjectOf.ts";

export type Access = "read" | "write";

type Caller = Pick<ApiContext, "database"> & { readonly user: SessionUser };

/** Owners may do everything; there are no other roles yet. */
export function isAllowed(user: SessionUser, project: ProjectAccess, _access: Access): boolean {
  return project.ownerId === user.id;
}

async function authorise(caller: Caller, kind: EntityKind, id: string, access: Access): Promise<ProjectAccess> {
  const project = await loadProjectOf(caller.database.executor, kind, id);
  if (project === null || !isAllowed(caller.user, project, access)) throw new AppError("not-found", { what: words[kind] });
  return project;
}

const words: Record<EntityKind, string> = {
  project: "project",
  dataset: "dataset",
  datasetVersion: "dataset version",
  model: "model",
  experiment: "experiment",
  run: "run",
  shareLink: "share link",
};

export const projectProcedure = (access: Access) =>
  signedInProcedure.input(z.object({ projectId: Id })).use(async ({ ctx, input, next }) => {
    return next({ ctx: { project: await authorise(ctx, "project", input.projectId, access) } });
  });

export const datasetProcedure = (access: Access) =>
  signedInProcedure.input(z.object({ datasetId: Id })).use(async ({ ctx, input, next }) => {
    return next({ ctx: { project: await authorise(ctx, "dataset", input.datasetId, access) } });
  });

export const datasetVersionProcedure = (access: Access) =>
  signedInProcedure.input(z.object({ datasetVersionId: Id })).use(async ({ ctx, input, next }) => {
    return next({ ctx: { project: await authorise(ctx, "datasetVersion", input.datasetVersionId, access) } });
  });

export const modelProcedure = (access: Access) =>
  signedInProcedure.input(z.object({ modelId: Id })).use(async ({ ctx, input, next }) => {
    return next({ ctx: { project: await authorise(ctx, "model", input.modelId, access) } });
  });

export const experimentProcedure = (access: Access) =>
  signedInProcedure.input(z.object({ experimentId: Id })).use(async ({ ctx, input, next }) => {
    return next({ ctx: { project: await authorise(ctx, "experiment", input.experimentId, access) } });
  });

export const runProcedure = (access: Access) =>
  signedInProcedure.input(z.object({ runId: Id })).use(async ({ ctx, input, next }) => {
    return next({ ctx: { project: await authorise(ctx, "run", input.runId, access) } });
  });

export const shareLinkProcedure = (access: Access) =>
  signedInProcedure.input(z.object({ shareId: Id })).use(async ({ ctx, input, next }) => {
    return next({ ctx: { project: await authorise(ctx, "shareLink", input.shareId, access) } });
  });
