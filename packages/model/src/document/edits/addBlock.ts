import { getBlock } from "../../catalogue/catalogue.ts";
import { createBlockId } from "../ids.ts";
import type { BlockInstance, ModelDocument } from "../modelDocument.ts";

export interface NewBlock {
  readonly kind: string;
  readonly position: { readonly x: number; readonly y: number };
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Wished name; a number is put behind it when it is taken. Default: the catalogue's label. */
  readonly name?: string;
  readonly id?: string;
}

/** Adds a block with a name of its own. The new id is part of the answer. */
export function addBlock(document: ModelDocument, block: NewBlock): { document: ModelDocument; blockId: string } {
  const instance: BlockInstance = {
    id: block.id ?? createBlockId(),
    kind: block.kind,
    name: findFreeName(document, block.name ?? getBlock(block.kind)?.label ?? block.kind),
    position: { ...block.position },
    parameters: { ...block.parameters },
  };
  return { document: { ...document, blocks: [...document.blocks, instance] }, blockId: instance.id };
}

/** "Dense", or "Dense 2" when that is taken, and so on. */
export function findFreeName(document: Pick<ModelDocument, "blocks">, wished: string): string {
  const taken = new Set(document.blocks.map((block) => block.name));
  if (!taken.has(wished)) return wished;
  const stem = wished.replace(/ \d+$/, "");
  for (let number = 2; ; number++) {
    const name = `${stem} ${number}`;
    if (!taken.has(name)) return name;
  }
}
