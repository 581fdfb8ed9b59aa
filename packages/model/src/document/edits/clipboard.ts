/** Copy and paste as JSON, also between models and browsers: a selection is a document of its own. */
import { connectionId, createBlockId } from "../ids.ts";
import { migrateDocument } from "../migrateDocument.ts";
import type { ModelDocument } from "../modelDocument.ts";
import { addBlock } from "./addBlock.ts";

/** The chosen blocks and the connections among them. */
export function copyBlocks(document: ModelDocument, blockIds: readonly string[]): ModelDocument {
  const chosen = new Set(blockIds);
  return {
    ...document,
    blocks: document.blocks.filter((block) => chosen.has(block.id)),
    connections: document.connections.filter(({ from, to }) => chosen.has(from.blockId) && chosen.has(to.blockId)),
  };
}

export interface PasteOptions {
  /** How far the copies stand from the originals. */
  readonly offset: { readonly x: number; readonly y: number };
}

/** Adds copies with fresh ids and free names; `blockIds` are those of the copies. */
export function pasteBlocks(
  document: ModelDocument,
  selection: ModelDocument,
  { offset }: PasteOptions,
): { document: ModelDocument; blockIds: readonly string[] } {
  const newIds = new Map(selection.blocks.map((block) => [block.id, createBlockId()]));
  let current = document;
  for (const block of selection.blocks) {
    const position = { x: block.position.x + offset.x, y: block.position.y + offset.y };
    const { kind, name, parameters } = structuredClone(block);
    current = addBlock(current, { kind, name, parameters, position, id: newIds.get(block.id) }).document;
  }
  const connections = selection.connections.flatMap(({ from, to }) => {
    const source = newIds.get(from.blockId);
    const target = newIds.get(to.blockId);
    if (source === undefined || target === undefined) return [];
    const ends = { from: { blockId: source, port: from.port }, to: { blockId: target, port: to.port } };
    return [{ id: connectionId(ends.from, ends.to), ...ends }];
  });
  return {
    document: { ...current, connections: [...current.connections, ...connections] },
    blockIds: [...newIds.values()],
  };
}

/** Copies beside the originals. */
export function duplicateBlocks(
  document: ModelDocument,
  blockIds: readonly string[],
  options: PasteOptions = { offset: { x: 40, y: 40 } },
): { document: ModelDocument; blockIds: readonly string[] } {
  return pasteBlocks(document, copyBlocks(document, blockIds), options);
}

/** What the clipboard holds as text; null when it is not a selection of blocks. */
export function parseClipboard(text: string): ModelDocument | null {
  const migrated = migrateDocument(text);
  return migrated.ok ? migrated.document : null;
}
