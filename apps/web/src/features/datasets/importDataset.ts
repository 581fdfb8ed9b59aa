/** Keeps what was read: the files, then the dataset that names them. Nothing reaches the server before everything was read. */
import type { DatasetDefinition, EncodedSignature } from "@downhill/data";
import { uploadBlob } from "../../trpc/blobs.ts";
import type { ApiClient } from "../../trpc/createClient.ts";
import type { OpenedContent } from "./reading/datasetSession.ts";

export interface ImportedDataset {
  readonly name: string;
  /** In the order of the definition's blobs, which are filled in when the files are kept. */
  readonly files: readonly File[];
  readonly definition: DatasetDefinition;
  readonly signature: EncodedSignature;
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
function withBlobs(definition: DatasetDefinition, blobs: readonly string[]): DatasetDefinition {
  const [first, second] = blobs;
  const { source } = definition;
  if ((source.kind === "csv" || source.kind === "text") && first !== undefined) {
    return { ...definition, source: { ...source, blob: first } };
  }
  if (source.kind === "idx" && first !== undefined && second !== undefined) {
    return { ...definition, source: { ...source, imagesBlob: first, labelsBlob: second } };
  }
  return definition;
}
