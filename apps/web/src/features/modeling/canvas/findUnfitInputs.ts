import { type Connection, canConnect, checkModel, connect, type DatasetSignature, getBlock } from "@downhill/model";
import type { Draft } from "../state/modelingStore.ts";

/** With more blocks than this only circles are looked for: every shape check goes over the whole model. */
const mostBlocks = 48;

/**
 * The inputs, as "block.port", that could not take a line from this output: it would close a circle, or the block would not fit
 * what arrives. Only a hint for the eye: a line that does not fit yet may still be drawn.
 */
export function findUnfitInputs(draft: Draft, from: Connection["from"], signature: DatasetSignature | null): ReadonlySet<string> {
  const { document, options } = draft;
  const checksShapes = signature !== null && document.blocks.length <= mostBlocks;
  const unfit = new Set<string>();
  for (const block of document.blocks) {
    for (const port of getBlock(block.kind)?.inputs ?? []) {
      const to = { blockId: block.id, port: port.name };
      if (document.connections.some((connection) => isSame(connection, from, to))) continue;
      if (canConnect(document, from, to)) unfit.add(`${block.id}.${port.name}`);
      else if (checksShapes) {
        const report = checkModel({ document: connect(document, from, to), options, signature });
        const arrives = report.blocks[from.blockId]?.outputs[from.port] !== undefined;
        const fits = report.blocks[block.id]?.issues.every((issue) => issue.severity !== "error");
        if (arrives && !fits) unfit.add(`${block.id}.${port.name}`);
      }
    }
  }
  return unfit;
}

function isSame(connection: Connection, from: Connection["from"], to: Connection["to"]): boolean {
  return (
    connection.from.blockId === from.blockId &&
    connection.from.port === from.port &&
    connection.to.blockId === to.blockId &&
    connection.to.port === to.port
  );
}
