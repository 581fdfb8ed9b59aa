import type { Metadata } from "next";
import { ExperimentDetail } from "../../../../../features/experiments/ExperimentDetail.tsx";

export const metadata: Metadata = { title: "Experiment" };

export default async function ExperimentPage({ params }: { params: Promise<{ projectId: string; experimentId: string }> }) {
  const { projectId, experimentId } = await params;
  return <ExperimentDetail projectId={projectId} experimentId={experimentId} />;
}
