/** The blocks at which the dataset meets the model, by what their catalogue entries say of themselves. */
import { getBlock } from "../catalogue/catalogue.ts";
import type { BlockRole } from "../catalogue/definition.ts";
import type { BlockInstance, ModelDocument } from "./modelDocument.ts";

export function inputBlocks(document: Pick<ModelDocument, "blocks">): readonly BlockInstance[] {
  return blocksOfRole(document, "input");
}

export function targetBlocks(document: Pick<ModelDocument, "blocks">): readonly BlockInstance[] {
  return blocksOfRole(document, "target");
}

function blocksOfRole(document: Pick<ModelDocument, "blocks">, role: BlockRole): readonly BlockInstance[] {
  return document.blocks.filter((block) => getBlock(block.kind)?.role === role);
}
