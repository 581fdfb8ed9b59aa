import { moveBlocks, setParameter } from "../document/edits/changeBlocks.ts";
import { disconnect } from "../document/edits/connect.ts";
import { insertBlock } from "../document/edits/insertBlock.ts";
import { removeBlocks } from "../document/edits/removeBlocks.ts";
import type { ModelDocument } from "../document/modelDocument.ts";
import type { CompilerOptions } from "../options/compilerOptions.ts";
import type { Change, Fix } from "./issue.ts";

/** Distance between blocks that stand below each other. */
const rowHeight = 150;

export interface EditedModel {
  readonly document: ModelDocument;
  readonly options: CompilerOptions;
}

/** The model with every change of the fix made, in order. */
export function applyFix(model: EditedModel, fix: Fix): EditedModel {
  return fix.changes.reduce(applyChange, model);
}

function applyChange({ document, options }: EditedModel, change: Change): EditedModel {
  switch (change.type) {
    case "setParameter":
      return { document: setParameter(document, change.blockId, change.name, change.value), options };
    case "setLoss":
      return { document, options: { ...options, losses: { ...options.losses, [change.blockId]: change.choice } } };
    case "setOption":
      return { document, options: { ...options, [change.option]: change.value } };
    case "setChoice":
      return { document, options: { ...options, [change.option]: change.choice } };
    case "removeBlocks":
      return { document: removeBlocks(document, change.blockIds), options };
    case "disconnect":
      return { document: disconnect(document, change.connectionIds), options };
    case "insertBefore": {
      const connection = document.connections.find((candidate) => candidate.to.blockId === change.blockId);
      const block = document.blocks.find((candidate) => candidate.id === change.blockId);
      if (!connection || !block) return { document, options };
      // The new block takes the place, the old one moves down.
      const { x, y } = block.position;
      const moved = moveBlocks(document, { [block.id]: { x, y: y + rowHeight } });
      const { kind, parameters } = change;
      return { document: insertBlock(moved, connection.id, { kind, parameters, position: { x, y } }).document, options };
    }
  }
}
