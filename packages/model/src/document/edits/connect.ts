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

/** Why `from` cannot be joined to `to`, in one sentence; null when it can. */
export function canConnect(document: ModelDocument, from: Connection["from"], to: Connection["to"]): string | null {
  const source = document.blocks.find((block) => block.id === from.blockId);
  const target = document.blocks.find((block) => block.id === to.blockId);
  if (!source || !target) return "One of the two blocks is not there any more.";
  if (!getBlock(source.kind)?.outputs.some((port) => port.name === from.port)) return `${source.name} has no such output.`;
  if (!getBlock(target.kind)?.inputs.some((port) => port.name === to.port)) return `${target.name} has no such input.`;
  if (source === target) return "A block cannot feed itself.";
  if (document.connections.some(({ id }) => id === connectionId(from, to))) return "These two are connected already.";
  if (isReachable(document, to.blockId, from.blockId)) {
    return `${target.name} leads to ${source.name} already: the connection would close a circle.`;
  }
  return null;
}

function isReachable(document: ModelDocument, start: string, end: string): boolean {
  const reached = new Set<string>();
  const waiting = [start];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (id === end) return true;
    if (reached.has(id)) continue;
    reached.add(id);
    for (const connection of document.connections) if (connection.from.blockId === id) waiting.push(connection.to.blockId);
  }
  return false;
}
