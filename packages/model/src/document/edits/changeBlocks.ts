/** Edits that change blocks where they stand. Each returns a new document; unknown ids change nothing. */
import type { BlockInstance, ModelDocument } from "../modelDocument.ts";
import { findFreeName } from "./addBlock.ts";

/** Sets one parameter; `undefined` takes it away, so that the default holds again. */
export function setParameter(document: ModelDocument, blockId: string, name: string, value: unknown): ModelDocument {
  return changeBlock(document, blockId, (block) => {
    const parameters = { ...block.parameters };
    if (value === undefined) delete parameters[name];
    else parameters[name] = value;
    return { ...block, parameters };
  });
}

/** Gives a block another name; a number is put behind it when it is taken. An empty name changes nothing. */
export function renameBlock(document: ModelDocument, blockId: string, name: string): ModelDocument {
  const wished = name.trim().slice(0, 100);
  if (wished === "") return document;
  const others = { blocks: document.blocks.filter((block) => block.id !== blockId) };
  return changeBlock(document, blockId, (block) => ({ ...block, name: findFreeName(others, wished) }));
}

/** Puts blocks at new places, by block id. */
export function moveBlocks(
  document: ModelDocument,
  positions: Readonly<Record<string, { readonly x: number; readonly y: number }>>,
): ModelDocument {
  return {
    ...document,
    blocks: document.blocks.map((block) => {
      const position = positions[block.id];
      return position ? { ...block, position: { x: position.x, y: position.y } } : block;
    }),
  };
}

function changeBlock(document: ModelDocument, blockId: string, change: (block: BlockInstance) => BlockInstance): ModelDocument {
  return { ...document, blocks: document.blocks.map((block) => (block.id === blockId ? change(block) : block)) };
}
