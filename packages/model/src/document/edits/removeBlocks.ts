import { getBlock } from "../../catalogue/catalogue.ts";
import { connectionId } from "../ids.ts";
import type { Connection, ModelDocument } from "../modelDocument.ts";

/**
 * Takes blocks away and heals the chain: what fed a removed block then feeds the blocks that it fed. `canHeal` may refuse a
 * new connection (because the shapes do not fit, say).
 */
export function removeBlocks(
  document: ModelDocument,
  blockIds: readonly string[],
  canHeal: (from: Connection["from"], to: Connection["to"]) => boolean = () => true,
): ModelDocument {
  const present = new Set(document.blocks.map((block) => block.id));
  return blockIds.filter((id) => present.has(id)).reduce((current, blockId) => removeBlock(current, blockId, canHeal), document);
}

function removeBlock(
  document: ModelDocument,
  blockId: string,
  canHeal: (from: Connection["from"], to: Connection["to"]) => boolean,
): ModelDocument {
  const kind = document.blocks.find((block) => block.id === blockId)?.kind ?? "";
  const mainPort = getBlock(kind)?.inputs[0]?.name;
  const source = document.connections.find(
    (connection) => connection.to.blockId === blockId && connection.to.port === mainPort,
  )?.from;
  const connections = document.connections.filter(({ from, to }) => from.blockId !== blockId && to.blockId !== blockId);
  for (const { from, to } of document.connections) {
    if (from.blockId !== blockId || to.blockId === blockId || !source || source.blockId === blockId) continue;
    const id = connectionId(source, to);
    const isThere = connections.some((connection) => connection.id === id);
    if (!isThere && source.blockId !== to.blockId && canHeal(source, to))
      connections.push({ id, from: { ...source }, to: { ...to } });
  }
  return { ...document, blocks: document.blocks.filter((block) => block.id !== blockId), connections };
}
