import { notFound, redirect } from "next/navigation";
import { loadProjectStart } from "../../../features/project/loadProjectStart.ts";

export default async function ProjectPage({ params }: { params: Promise<{ projectId: string }> }) {
  const { projectId } = await params;
  redirect((await loadProjectStart(projectId)) ?? notFound());
}
