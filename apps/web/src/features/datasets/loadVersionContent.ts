/** Fetches the files of a saved version and opens them in a reading worker. */
import type { DataResult, DatasetDefinition } from "@downhill/data";
import { downloadBlob } from "../../trpc/blobs.ts";
import type { OpenedContent } from "./reading/datasetSession.ts";
import type { DatasetReader } from "./reading/openDatasetReader.ts";

export async function loadVersionContent(options: {
  readonly reader: DatasetReader;
  readonly definition: DatasetDefinition;
  readonly signal?: AbortSignal;
}): Promise<DataResult<OpenedContent>> {
  const { reader, definition, signal } = options;
  const { source } = definition;
  const names =
    source.kind === "csv" || source.kind === "text"
      ? [source.blob]
      : source.kind === "idx"
        ? [source.imagesBlob, source.labelsBlob]
        : [];
  const blobs = await Promise.all(names.map(async (blob) => ({ blob, bytes: await downloadBlob(blob, { signal }) })));
  return reader.ask((session) => session.openVersion(definition, blobs));
}
