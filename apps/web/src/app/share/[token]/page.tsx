import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { loadSharedExperiment } from "../../../features/share/loadSharedExperiment.ts";
import { SharedExperiment } from "../../../features/share/SharedExperiment.tsx";

interface ShareParams {
  readonly params: Promise<{ token: string }>;
}

/** Unlisted: no index, and the address (which is the key) is told to no other site. */
const unlisted = { robots: { index: false, follow: false }, referrer: "no-referrer" } as const satisfies Metadata;

export async function generateMetadata({ params }: ShareParams): Promise<Metadata> {
  const { token } = await params;
  const shared = await loadSharedExperiment(token);
  return { ...unlisted, title: shared?.title ?? "Link without content" };
}

export default async function SharePage({ params }: ShareParams) {
  const { token } = await params;
  const shared = await loadSharedExperiment(token);
  if (shared === null) notFound();
  return <SharedExperiment token={token} first={shared} />;
}
