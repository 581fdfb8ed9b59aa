import type { Metadata } from "next";
import { ExperimentList } from "../../../../features/experiments/ExperimentList.tsx";

export const metadata: Metadata = { title: "Experiments" };

export default async function ExperimentsPage({ params }: { params: Promise<{ projectId: string }> }) {
  const { projectId } = await params;
  return <ExperimentList projectId={projectId} />;
}
