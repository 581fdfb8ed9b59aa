/** The one way from a dataset version to its tensors, for the page, its workers and the command line alike: fetch the bytes, read, encode. */
import { failed, succeeded } from "./dataIssue.ts";
import type { DatasetDefinition, DatasetSource } from "./datasetDefinition.ts";
import { encodeDataset } from "./encodeDataset.ts";
import type { DataResult, EncodedDataset } from "./encodedDataset.ts";
import { findGenerator } from "./generators/registry.ts";
import { readCsv } from "./readCsv.ts";
import { readIdx } from "./readIdx.ts";
import type { DatasetContent } from "./table.ts";
import { readText } from "./textContent.ts";

/** Gives the bytes whose SHA-256 (hex) is `blob`. It may reject: a lost connection is not this package's to word. */
export type BlobLoader = (blob: string) => Promise<Uint8Array>;

export interface OpenedDataset {
  readonly content: DatasetContent;
  readonly encoded: EncodedDataset;
}

export async function openDataset(options: {
  readonly definition: DatasetDefinition;
  readonly loadBlob: BlobLoader;
}): Promise<DataResult<OpenedDataset>> {
  const { definition, loadBlob } = options;
  const content = await loadContent(definition.source, loadBlob);
  if (!content.ok) return content;
  const encoded = encodeDataset({ definition, content: content.value });
  return encoded.ok ? succeeded({ content: content.value, encoded: encoded.value }) : encoded;
}

export async function loadContent(source: DatasetSource, loadBlob: BlobLoader): Promise<DataResult<DatasetContent>> {
  if (source.kind === "generator") return generateContent(source);
  if (source.kind === "csv") {
    const { fileName, delimiter, decimal, hasHeader } = source;
    const read = readCsv(await loadBlob(source.blob), { fileName, delimiter, decimal, hasHeader });
    return read.ok ? succeeded({ kind: "table", table: read.value.table }) : read;
  }
  if (source.kind === "text") {
    const read = readText(await loadBlob(source.blob), source.fileName);
    return read.ok ? succeeded({ kind: "text", text: read.value }) : read;
  }
  const [images, labels] = await Promise.all([loadBlob(source.imagesBlob), loadBlob(source.labelsBlob)]);
  const read = readIdx({
    images: { bytes: images, fileName: source.imagesFileName },
    labels: { bytes: labels, fileName: source.labelsFileName },
  });
  return read.ok ? succeeded({ kind: "images", images: read.value }) : read;
}

/** Runs the generator that the source names. Parameters that the source leaves out take their defaults. */
export function generateContent(source: Extract<DatasetSource, { kind: "generator" }>): DataResult<DatasetContent> {
  const generator = findGenerator(source.generator);
  if (!generator) {
    const message = "There is no built-in data set of this name. Choose one from the Datasets view.";
    return failed({ code: "unknownGenerator", fileName: source.generator, message });
  }
  const parameters: Record<string, number> = {};
  for (const { name, label, min, max, default: standard } of generator.parameters) {
    const value = source.parameters[name] ?? standard;
    if (!(value >= min && value <= max)) {
      const message = `${label} is ${value}; it must be between ${min} and ${max}.`;
      return failed({ code: "generatorParameter", fileName: generator.label, column: name, message });
    }
    parameters[name] = value;
  }
  return succeeded(generator.generate({ parameters, seed: source.seed }));
}
