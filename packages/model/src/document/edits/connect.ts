import { getBlock } from "../../catalogue/catalogue.ts";
import { connectionId } from "../ids.ts";
import type { Connection, ModelDocument } from "../modelDocument.ts";

/**
 * Joins an output to an input. A port that takes one connection gives up the one it had; a connection that is there already,
 * from a block to itself or to a port that does not exist changes nothing.
 */
export function connect(document: ModelDocument, from: Connection["from"], to: Connection["to"]): ModelDocument {
  const source = document.blocks.find((block) => block.id === from.blockId);
  const target = document.blocks.find((block) => block.id === to.blockId);
  const output = getBlock(source?.kind ?? "")?.outputs.find((port) => port.name === from.port);
  const input = getBlock(target?.kind ?? "")?.inputs.find((port) => port.name === to.port);
  const id = connectionId(from, to);
  if (!output || !input || source === target || document.connections.some((connection) => connection.id === id)) return document;
  const kept = input.isVariadic
    ? document.connections
    : document.connections.filter((connection) => connection.to.blockId !== to.blockId || connection.to.port !== to.port);
  return { ...document, connections: [...kept, { id, from: { ...from }, to: { ...to } }] };
}

export function disconnect(document: ModelDocument, connectionIds: readonly string[]): ModelDocument {
  const gone = new Set(connectionIds);
  return { ...document, connections: document.connections.filter((connection) => !gone.has(connection.id)) };
}

/** True when joining `from` to `to` would close a circle. */
export function wouldMakeCycle(document: ModelDocument, from: Connection["from"], to: Connection["to"]): boolean {
  const reached = new Set<string>();
  const waiting = [to.blockId];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (id === from.blockId) return true;
    if (reached.has(id)) continue;
    reached.add(id);
    for (const connection of document.connections) if (connection.from.blockId === id) waiting.push(connection.to.blockId);
  }
  return false;
}
