/**
 * What the hands do on the canvas, as pure changes of a document: small compositions over the edits of the model package.
 */
import {
  addBlock,
  type BlockInstance,
  type Connection,
  connect,
  disconnect,
  getBlock,
  insertBlock,
  type ModelDocument,
} from "@downhill/model";

export interface Placed {
  readonly document: ModelDocument;
  readonly blockId: string;
}

type End = Connection["from"];
type Point = { readonly x: number; readonly y: number };

/** Space between a block and the next one, top left corner to top left corner. */
const stride = { down: { x: 0, y: 104 }, right: { x: 272, y: 0 } };

/**
 * Adds a block behind another one: on its line where it has exactly one outgoing, at its open end otherwise. Where the two
 * cannot be joined (a merge of nothing, an input) it only lands beside it.
 */
export function addBehind(document: ModelDocument, after: BlockInstance, kind: string, direction: "down" | "right"): Placed {
  const step = stride[direction];
  const position = { x: after.position.x + step.x, y: after.position.y + step.y };
  const output = getBlock(after.kind)?.outputs[0]?.name;
  const definition = getBlock(kind);
  const outgoing = document.connections.filter((connection) => connection.from.blockId === after.id);
  const only = outgoing.length === 1 ? outgoing[0] : undefined;
  if (only && definition?.inputs.length && definition.outputs.length) {
    const pushed = pushOn(document, only.to.blockId, step);
    return insertBlock(pushed, only.id, { kind, position });
  }
  const added = addBlock(document, { kind, position });
  const input = definition?.inputs[0]?.name;
  if (output === undefined || input === undefined) return added;
  const to = { blockId: added.blockId, port: input };
  return { document: connect(added.document, { blockId: after.id, port: output }, to), blockId: added.blockId };
}

/** Makes room: moves a block and everything that it feeds. */
function pushOn(document: ModelDocument, blockId: string, by: Point): ModelDocument {
  const moved = new Set<string>();
  const waiting = [blockId];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (moved.has(id)) continue;
    moved.add(id);
    for (const connection of document.connections) if (connection.from.blockId === id) waiting.push(connection.to.blockId);
  }
  return {
    ...document,
    blocks: document.blocks.map((block) =>
      moved.has(block.id) ? { ...block, position: { x: block.position.x + by.x, y: block.position.y + by.y } } : block,
    ),
  };
}

/** Puts a block that is there already on a connection, as long as it has open ends and no circle comes of it. */
export function insertExisting(document: ModelDocument, connectionId: string, blockId: string): ModelDocument {
  const connection = document.connections.find((candidate) => candidate.id === connectionId);
  const block = document.blocks.find((candidate) => candidate.id === blockId);
  const definition = block ? getBlock(block.kind) : undefined;
  const input = definition?.inputs[0]?.name;
  const output = definition?.outputs[0]?.name;
  if (!connection || input === undefined || output === undefined || !isUnconnected(document, blockId)) return document;
  const opened = disconnect(document, [connectionId]);
  const fed = connect(opened, connection.from, { blockId, port: input });
  return connect(fed, { blockId, port: output }, connection.to);
}

export function isUnconnected(document: ModelDocument, blockId: string): boolean {
  return !document.connections.some(({ from, to }) => from.blockId === blockId || to.blockId === blockId);
}

/** Adds a block at the loose end of a line drawn from `from` (an output) or to `to` (an input). */
export function addAtLooseEnd(document: ModelDocument, kind: string, position: Point, end: { from?: End; to?: End }): Placed {
  const added = addBlock(document, { kind, position });
  const definition = getBlock(kind);
  const input = definition?.inputs[0]?.name;
  const output = definition?.outputs[0]?.name;
  if (end.from && input !== undefined) {
    return { ...added, document: connect(added.document, end.from, { blockId: added.blockId, port: input }) };
  }
  if (end.to && output !== undefined) {
    return { ...added, document: connect(added.document, { blockId: added.blockId, port: output }, end.to) };
  }
  return added;
}

/** The top left corner of a block of usual size whose middle is at `point`, on the 4-pixel grid. */
export function centredAt(point: Point): Point {
  return { x: Math.round((point.x - 104) / 4) * 4, y: Math.round((point.y - 36) / 4) * 4 };
}
