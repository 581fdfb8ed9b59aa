/** The order in which blocks are lowered: sources first, document order among equals, so that the same document always gives the same program. */
import { targetBlocks } from "../document/blocksByRole.ts";
import type { BlockInstance, Connection, ModelDocument } from "../document/modelDocument.ts";

export interface BlockOrder {
  readonly ordered: readonly BlockInstance[];
  /** Blocks that lie on a circle or behind one. */
  readonly cyclic: readonly BlockInstance[];
  /** Connections that end at a block, in document order. */
  readonly incoming: ReadonlyMap<string, readonly Connection[]>;
  /** Ids of blocks from which a Target can be reached. */
  readonly used: ReadonlySet<string>;
}

export function orderBlocks(document: ModelDocument): BlockOrder {
  const byId = new Map(document.blocks.map((block) => [block.id, block]));
  const incoming = new Map<string, Connection[]>();
  const outgoing = new Map<string, Connection[]>();
  for (const connection of document.connections) {
    if (!byId.has(connection.from.blockId) || !byId.has(connection.to.blockId)) continue;
    append(incoming, connection.to.blockId, connection);
    append(outgoing, connection.from.blockId, connection);
  }

  const missing = new Map(document.blocks.map((block) => [block.id, incoming.get(block.id)?.length ?? 0]));
  const ordered = document.blocks.filter((block) => missing.get(block.id) === 0);
  // The list grows while it is walked: a block joins it when its last source has been taken.
  for (const block of ordered) {
    for (const { to } of outgoing.get(block.id) ?? []) {
      const left = (missing.get(to.blockId) ?? 0) - 1;
      missing.set(to.blockId, left);
      const next = byId.get(to.blockId);
      if (left === 0 && next) ordered.push(next);
    }
  }

  const used = new Set<string>();
  const waiting = targetBlocks(document).map((block) => block.id);
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (used.has(id)) continue;
    used.add(id);
    for (const { from } of incoming.get(id) ?? []) waiting.push(from.blockId);
  }
  const done = new Set(ordered);
  return { ordered, cyclic: document.blocks.filter((block) => !done.has(block)), incoming, used };
}

function append<Value>(lists: Map<string, Value[]>, key: string, value: Value): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
