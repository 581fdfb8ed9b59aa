import { datasets, experiments, models, projects } from "@downhill/db";
import { desc, eq } from "drizzle-orm";
import { signedInProcedure } from "../../trpc.ts";

/** The session's projects, the latest used first. */
export const listProjects = signedInProcedure.query(async ({ ctx }) => {
  const { executor } = ctx.database;
  const rows = await executor
    .select({
      id: projects.id,
      name: projects.name,
      createdAt: projects.createdAt,
      updatedAt: projects.updatedAt,
      datasetCount: executor.$count(datasets, eq(datasets.projectId, projects.id)),
      modelCount: executor.$count(models, eq(models.projectId, projects.id)),
      experimentCount: executor.$count(experiments, eq(experiments.projectId, projects.id)),
    })
    .from(projects)
    .where(eq(projects.ownerId, ctx.user.id))
    .orderBy(desc(projects.updatedAt), projects.id);
  return rows.map(({ createdAt, updatedAt, ...project }) => ({
    ...project,
    createdAtMs: createdAt.getTime(),
    updatedAtMs: updatedAt.getTime(),
  }));
});
