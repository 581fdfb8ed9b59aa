/**
 * Importing without a page: read files to a dataset that is ready to be saved, and save it. Nothing reaches the server before everything was
 * read, so that a file that cannot be read leaves nothing behind.
 */
import type { DataIssue, DatasetDefinition, EncodedSignature } from "@downhill/data";
import { uploadBlob } from "../../trpc/blobs.ts";
import type { ApiClient } from "../../trpc/createClient.ts";
import type { OpenedContent, ReadProgress } from "./reading/datasetSession.ts";
import { openDatasetReader } from "./reading/openDatasetReader.ts";

export interface ImportedDataset {
  readonly name: string;
  /** In the order of the definition's blobs, which are filled in when the files are kept. */
  readonly files: readonly File[];
  readonly definition: DatasetDefinition;
  readonly signature: EncodedSignature;
}

export type ImportOutcome =
  | { readonly status: "read"; readonly imported: ImportedDataset }
  /** One of two IDX files is there: call again with both. */
  | { readonly status: "waiting"; readonly text: string }
  | { readonly status: "failed"; readonly issues: readonly DataIssue[] };

export async function openImport(options: {
  readonly files: readonly File[];
  readonly onProgress?: (progress: ReadProgress) => void;
}): Promise<ImportOutcome> {
  const reader = openDatasetReader();
  try {
    const outcome = await reader.readFiles(options.files, options.onProgress ?? (() => {}));
    if (outcome.status !== "read") return outcome;
    const { definition } = outcome.opened.proposal;
    const encoded = await reader.ask((session) => session.encode(definition));
    if (!encoded.ok) return { status: "failed", issues: encoded.issues };
    const { files } = outcome.opened;
    return { status: "read", imported: { name: nameOf(outcome.opened), files, definition, signature: encoded.value.signature } };
  } finally {
    reader.close();
  }
}

/** "california-housing" from "california-housing.csv.gz"; a pair of IDX files takes the images' name. */
export function nameOf({ description, files }: Pick<OpenedContent, "description" | "files">): string {
  const fileName = files[0]?.name ?? description.fileName;
  const stem = fileName.replace(/(\.(csv|tsv|txt|gz|idx|ubyte))+$/i, "").replace(/-(images|labels)[-.]idx\d-ubyte$/i, "");
  return (stem || fileName).slice(0, 120);
}

/** Keeps the files, then the dataset with its first version. */
export async function saveDataset(options: {
  readonly projectId: string;
  readonly imported: ImportedDataset;
  readonly client: ApiClient;
  readonly signal?: AbortSignal;
}): Promise<{ readonly datasetId: string; readonly versionId: string }> {
  const { projectId, imported, client, signal } = options;
  const blobs: string[] = [];
  for (const file of imported.files) blobs.push((await uploadBlob(projectId, file, { signal })).hash);
  const definition = withBlobs(imported.definition, blobs);
  const { name, signature } = imported;
  const { datasetId, version } = await client.dataset.create.mutate(
    { projectId, name, definition, signature, summary: {} },
    { signal },
  );
  return { datasetId, versionId: version.id };
}

/** The definition with the names of its kept files. */
export function withBlobs(definition: DatasetDefinition, blobs: readonly string[]): DatasetDefinition {
  const [first, second] = blobs;
  const { source } = definition;
  if (source.kind === "csv" && first !== undefined) return { ...definition, source: { ...source, blob: first } };
  if (source.kind === "idx" && first !== undefined && second !== undefined) {
    return { ...definition, source: { ...source, imagesBlob: first, labelsBlob: second } };
  }
  return definition;
}
