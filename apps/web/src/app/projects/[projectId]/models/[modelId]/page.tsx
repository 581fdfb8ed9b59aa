import type { Metadata } from "next";
import { ModelScreen } from "../../../../../features/modeling/ModelScreen.tsx";

export const metadata: Metadata = { title: "Modeling" };

export default async function ModelPage({ params }: { params: Promise<{ projectId: string; modelId: string }> }) {
  const { projectId, modelId } = await params;
  return <ModelScreen projectId={projectId} modelId={modelId} />;
}
