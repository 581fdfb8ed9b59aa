import { type Connection, canConnect, getBlock, type ModelDocument } from "@downhill/model";

/** The inputs, as "block.port", to which no line may be drawn from this output. */
export function findUnfitInputs(document: ModelDocument, from: Connection["from"]): ReadonlySet<string> {
  const unfit = new Set<string>();
  for (const block of document.blocks) {
    for (const port of getBlock(block.kind)?.inputs ?? []) {
      if (canConnect(document, from, { blockId: block.id, port: port.name })) unfit.add(`${block.id}.${port.name}`);
    }
  }
  return unfit;
}
