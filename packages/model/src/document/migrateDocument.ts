/**
 * Opens documents of every version there has been. A migration brings the plain JSON of version n to n + 1; a new version adds
 * one to the list and a golden file of the old version to the tests.
 */
import { z } from "zod";
import { ModelDocument, modelDocumentVersion } from "./modelDocument.ts";

export type MigratedDocument =
  | { readonly ok: true; readonly document: ModelDocument }
  | { readonly ok: false; readonly message: string };

/** Entry n - 1 brings version n to version n + 1. */
const migrations: readonly ((document: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>)[] = [];

const Head = z.looseObject({ format: z.literal("downhill/model"), version: z.number().int().min(1) });

/** `json` is a parsed value (or the text of one). Says in one sentence why it cannot be opened. */
export function migrateDocument(json: unknown): MigratedDocument {
  let raw = json;
  if (typeof json === "string") {
    try {
      raw = JSON.parse(json);
    } catch {
      return { ok: false, message: "This is no model: it is not valid JSON." };
    }
  }
  const head = Head.safeParse(raw);
  if (!head.success) {
    return { ok: false, message: 'This is no model: "format" must be "downhill/model" and "version" a whole number.' };
  }
  if (head.data.version > modelDocumentVersion) {
    return {
      ok: false,
      message: `This model was made by a newer Downhill (version ${head.data.version}; this one knows ${modelDocumentVersion}). Update to open it.`,
    };
  }
  let current: Readonly<Record<string, unknown>> = head.data;
  for (const migrate of migrations.slice(head.data.version - 1)) current = migrate(current);
  const parsed = ModelDocument.safeParse(current);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return {
      ok: false,
      message: `This model is damaged at ${issue?.path.join(".") || "its root"}: ${issue?.message ?? "unreadable"}.`,
    };
  }
  const problem = findStructuralProblem(parsed.data);
  return problem ? { ok: false, message: problem } : { ok: true, document: parsed.data };
}

/** What no schema sees: ids that occur twice, connections to blocks that are not there. */
function findStructuralProblem(document: ModelDocument): string | null {
  const ids = new Set<string>();
  for (const block of document.blocks) {
    if (ids.has(block.id)) return `This model is damaged: two blocks have the id "${block.id}".`;
    ids.add(block.id);
  }
  const connectionIds = new Set<string>();
  for (const { id, from, to } of document.connections) {
    if (connectionIds.has(id)) return `This model is damaged: two connections have the id "${id}".`;
    connectionIds.add(id);
    const missing = [from, to].find((end) => !ids.has(end.blockId));
    if (missing) return `This model is damaged: a connection names the block "${missing.blockId}", which is not there.`;
  }
  return null;
}
