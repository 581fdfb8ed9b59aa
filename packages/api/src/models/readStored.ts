/**
 * Models as the database keeps them: documents of every version there has been, brought to the newest on the way out. What cannot be read is
 * an answer, not a crash: one of them does not take a whole list along.
 */
import { CompilerOptions, DatasetSignature, type ModelDocument, migrateDocument } from "@downhill/model";
import { AppError, type ExperimentSpec } from "@downhill/protocol";
import { z } from "zod";

/** Throws `stored-unreadable`, with the reason. */
export function readStoredModel(stored: { readonly document: unknown; readonly options: unknown }): {
  document: ModelDocument;
  options: CompilerOptions;
} {
  return { document: readDocument("model", stored.document), options: readStored("model", CompilerOptions, stored.options) };
}

const StoredSpec = z.object({
  document: z.unknown(),
  options: z.unknown(),
  signature: z.unknown(),
  datasetVersionHash: z.string(),
});

/** Throws `stored-unreadable`, with the reason. */
export function readStoredSpec(stored: unknown): ExperimentSpec {
  const { document, options, signature, datasetVersionHash } = readStored("experiment", StoredSpec, stored);
  return {
    document: readDocument("experiment", document),
    options: readStored("experiment", CompilerOptions, options),
    signature: readStored("experiment", DatasetSignature, signature),
    datasetVersionHash,
  };
}

function readDocument(what: string, stored: unknown): ModelDocument {
  const migrated = migrateDocument(stored);
  if (!migrated.ok) throw new AppError("stored-unreadable", { what, reason: migrated.message });
  return migrated.document;
}

/** Throws `stored-unreadable`. */
export function readStored<T>(what: string, schema: z.ZodType<T>, stored: unknown): T {
  const parsed = schema.safeParse(stored);
  if (!parsed.success) throw new AppError("stored-unreadable", { what }, { cause: parsed.error });
  return parsed.data;
}
