import type { Metadata } from "next";
import { DatasetScreen } from "../../../../../features/datasets/DatasetScreen.tsx";

export const metadata: Metadata = { title: "Dataset" };

export default async function DatasetPage({ params }: { params: Promise<{ projectId: string; datasetId: string }> }) {
  const { projectId, datasetId } = await params;
  return <DatasetScreen key={datasetId} projectId={projectId} datasetId={datasetId} />;
}
