/** Documents compared by what they mean: where blocks stand is for the eye only. */
import type { BlockInstance, ModelDocument } from "@downhill/model";

/** True when the two differ at most in their position. Parameters are compared as objects: edits keep what they do not touch. */
export function sameBlock(a: BlockInstance | undefined, b: BlockInstance | undefined): boolean {
  if (a === b) return true;
  if (!a || !b) return false;
  return a.id === b.id && a.kind === b.kind && a.name === b.name && a.parameters === b.parameters;
}

/** True when the two differ at most in where blocks stand. */
export function sameMeaning(a: ModelDocument, b: ModelDocument): boolean {
  if (a === b) return true;
  if (a.connections !== b.connections || a.blocks.length !== b.blocks.length) return false;
  return a.blocks.every((block, index) => sameBlock(block, b.blocks[index]));
}
