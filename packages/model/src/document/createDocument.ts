import { type ModelDocument, modelDocumentVersion } from "./modelDocument.ts";

/** A document without blocks. */
export function createDocument(): ModelDocument {
  return { format: "downhill/model", version: modelDocumentVersion, blocks: [], connections: [] };
}
