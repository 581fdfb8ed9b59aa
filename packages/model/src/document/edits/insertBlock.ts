import { getBlock } from "../../catalogue/catalogue.ts";
import type { ModelDocument } from "../modelDocument.ts";
import { addBlock, type NewBlock } from "./addBlock.ts";
import { connect, disconnect } from "./connect.ts";

/** Puts a new block on a connection: source, new block, target. A kind without an input or output only lands beside it. */
export function insertBlock(
  document: ModelDocument,
  connectionId: string,
  block: NewBlock,
): { document: ModelDocument; blockId: string } {
  const added = addBlock(document, block);
  const connection = document.connections.find((candidate) => candidate.id === connectionId);
  const definition = getBlock(block.kind);
  const input = definition?.inputs[0]?.name;
  const output = definition?.outputs[0]?.name;
  if (!connection || input === undefined || output === undefined) return added;
  const opened = disconnect(added.document, [connectionId]);
  const fed = connect(opened, connection.from, { blockId: added.blockId, port: input });
  return { document: connect(fed, { blockId: added.blockId, port: output }, connection.to), blockId: added.blockId };
}
