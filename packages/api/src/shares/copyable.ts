/**
 * Whether a copy can be opened through a link. A copy must be able to run: it takes the dataset along, which for data files needs the
 * owner's word (`includesData`), and for generators nothing, since a generator's rows come from its seed.
 */
import type { DatasetDefinition } from "@downhill/data";
import type { OpenedShareLink } from "./shareLink.ts";

export function canBeCopied(link: Pick<OpenedShareLink, "scope" | "includesData">, definition: DatasetDefinition): boolean {
  return link.scope === "model" && (link.includesData || definition.source.kind === "generator");
}
