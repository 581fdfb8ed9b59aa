import type { Metadata } from "next";
import { DatasetsScreen } from "../../../../features/datasets/DatasetsScreen.tsx";

export const metadata: Metadata = { title: "Datasets" };

export default async function DatasetsPage({ params }: { params: Promise<{ projectId: string }> }) {
  const { projectId } = await params;
  return <DatasetsScreen projectId={projectId} />;
}
