/**
 * Holds one dataset's content and answers what the page asks of it. Runs in the reading worker, so that a large file stops nothing; nothing of it
 * reaches the server. Errors of the data are values; only what is broken throws.
 */
import {
  type ColumnType,
  type CsvDialect,
  cellText,
  type DataIssue,
  type DataResult,
  type DatasetContent,
  type DatasetDefinition,
  type DatasetSource,
  dataLimits,
  detectFile,
  encodeDataset,
  formatBytes,
  generateContent,
  inspectImages,
  inspectTable,
  loadContent,
  type Proposal,
  proposeDefinition,
  readCsv,
  readIdx,
  signatureOf,
  textAsTable,
} from "@downhill/data";
import type { ContentDescription, EncodedOverview } from "./contentDescription.ts";

export interface ReadProgress {
  /** 0 to 1; null while it is not known. */
  readonly share: number | null;
  readonly text: string;
}

export interface OpenedContent {
  readonly description: ContentDescription;
  readonly proposal: Proposal;
  /** In the order of the definition's blobs: the table, or images and labels. */
  readonly files: readonly File[];
}

export type ReadOutcome =
  | { readonly status: "read"; readonly opened: OpenedContent }
  /** One of two IDX files is there: call again with both. */
  | { readonly status: "waiting"; readonly text: string }
  | { readonly status: "failed"; readonly issues: readonly DataIssue[] };

export interface GivenBlob {
  readonly blob: string;
  readonly bytes: Uint8Array;
}

export interface DatasetSession {
  readFiles(files: readonly File[], onProgress: (progress: ReadProgress) => void): Promise<ReadOutcome>;
  /** Reads the table of the last `readFiles` again, with a delimiter, decimal sign or header chosen by the person. */
  readAgain(dialect: CsvDialect): Promise<ReadOutcome>;
  generate(source: DatasetSource): DataResult<OpenedContent>;
  openVersion(definition: DatasetDefinition, blobs: readonly GivenBlob[]): Promise<DataResult<OpenedContent>>;
  describe(types: Readonly<Record<string, ColumnType>>): ContentDescription;
  propose(source: DatasetSource, target: string, seed: number): DataResult<Proposal>;
  encode(definition: DatasetDefinition): DataResult<EncodedOverview>;
}

const rowsShown = 100;
const imagesShown = 96;

export function createDatasetSession(): DatasetSession {
  let content: DatasetContent | undefined;
  let tableFile: File | undefined;

  function expectContent(): DatasetContent {
    if (!content) throw new Error("No content is open.");
    return content;
  }

  function open(next: DatasetContent, source: DatasetSource, files: readonly File[], target?: string): DataResult<OpenedContent> {
    const description = describeContent(next, {});
    const inspection = description.kind === "table" ? description.inspection : undefined;
    const proposal = proposeDefinition(next, { source, target, inspection });
    if (!proposal.ok) return proposal;
    content = next;
    return { ok: true, value: { description, proposal: proposal.value, files } };
  }

  async function readTable(
    file: File,
    dialect: Partial<CsvDialect>,
    onProgress?: (progress: ReadProgress) => void,
  ): Promise<ReadOutcome> {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const result = readCsv(bytes, {
      ...dialect,
      fileName: file.name,
      onProgress: ({ share, rows }) => onProgress?.({ share, text: `${rows.toLocaleString("en")} rows read` }),
    });
    if (!result.ok) return { status: "failed", issues: result.issues };
    const source: DatasetSource = { kind: "csv", fileName: file.name, blob: "", ...result.value.dialect };
    tableFile = file;
    return asOutcome(open({ kind: "table", table: result.value.table }, source, [file]));
  }

  async function readPair(images: File, labels: File): Promise<ReadOutcome> {
    const [imageBytes, labelBytes] = await Promise.all([images.arrayBuffer(), labels.arrayBuffer()]);
    const result = readIdx({
      images: { bytes: new Uint8Array(imageBytes), fileName: images.name },
      labels: { bytes: new Uint8Array(labelBytes), fileName: labels.name },
    });
    if (!result.ok) return { status: "failed", issues: result.issues };
    const source: DatasetSource = {
      kind: "idx",
      imagesFileName: images.name,
      imagesBlob: "",
      labelsFileName: labels.name,
      labelsBlob: "",
    };
    return asOutcome(open({ kind: "images", images: result.value }, source, [images, labels]));
  }

  return {
    async readFiles(files, onProgress) {
      const sorted = await sortFiles(files, onProgress);
      if (sorted.status !== "table" && sorted.status !== "images") return sorted;
      if (sorted.status === "images") {
        onProgress({ share: null, text: "Reading images" });
        return readPair(sorted.images, sorted.labels);
      }
      onProgress({ share: null, text: `Reading ${sorted.file.name}` });
      return readTable(sorted.file, {}, onProgress);
    },
    readAgain(dialect) {
      if (!tableFile) throw new Error("No table was read.");
      return readTable(tableFile, dialect);
    },
    generate(source) {
      if (source.kind !== "generator") throw new Error("The source is no generator.");
      const result = generateContent(source);
      return result.ok ? open(result.value, source, []) : result;
    },
    async openVersion(definition, blobs) {
      const result = await loadContent(definition.source, async (blob) => {
        const found = blobs.find((given) => given.blob === blob);
        if (!found) throw new Error(`Blob ${blob} was not given.`);
        return found.bytes;
      });
      if (!result.ok) return result;
      const target = definition.features.find((feature) => feature.role === "target")?.columns[0];
      return open(result.value, definition.source, [], target);
    },
    describe: (types) => describeContent(expectContent(), types),
    propose: (source, target, seed) => proposeDefinition(expectContent(), { source, target, seed }),
    encode(definition) {
      const encoded = encodeDataset({ definition, content: expectContent() });
      if (!encoded.ok) return encoded;
      return { ok: true, value: { signature: signatureOf(encoded.value), droppedRows: encoded.value.droppedRows } };
    },
  };
}

function asOutcome(result: DataResult<OpenedContent>): ReadOutcome {
  return result.ok ? { status: "read", opened: result.value } : { status: "failed", issues: result.issues };
}

type SortedFiles =
  | Exclude<ReadOutcome, { status: "read" }>
  | { readonly status: "table"; readonly file: File }
  | { readonly status: "images"; readonly images: File; readonly labels: File };

/** Tells by their first bytes what the files are and whether they make one dataset. */
async function sortFiles(files: readonly File[], onProgress: (progress: ReadProgress) => void): Promise<SortedFiles> {
  const fail = (code: string, fileName: string, message: string): SortedFiles => ({
    status: "failed",
    issues: [{ code, fileName, message }],
  });
  const kinds = new Map<string, File[]>();
  for (const file of files) {
    if (file.size > dataLimits.fileBytes) {
      const message = `The file has ${formatBytes(file.size)}; at most ${formatBytes(dataLimits.fileBytes)} are taken. Import a part of it.`;
      return fail("fileTooLarge", file.name, message);
    }
    onProgress({ share: null, text: `Opening ${file.name}` });
    // A gzip file shows its content only when enough of it is there.
    const { kind } = detectFile(new Uint8Array(await file.slice(0, 64 * 1024).arrayBuffer()), file.name);
    kinds.set(kind, [...(kinds.get(kind) ?? []), file]);
  }
  const [unknown] = kinds.get("unknown") ?? [];
  if (unknown) {
    const message =
      "This kind of file is not read. Choose a table as CSV or TSV, or images and labels as two IDX files; each may be packed by gzip.";
    return fail("unknownFormat", unknown.name, message);
  }
  const tables = kinds.get("csv") ?? [];
  const images = kinds.get("idx-images") ?? [];
  const labels = kinds.get("idx-labels") ?? [];
  const [table, secondTable] = tables;
  const [imagesFile] = images;
  const [labelsFile] = labels;
  if (secondTable) return fail("severalTables", secondTable.name, "Several tables were chosen. Import one at a time.");
  if (images.length > 1 || labels.length > 1) {
    const extra = images[1] ?? labels[1];
    return fail(
      "severalPairs",
      extra?.name ?? "",
      "More than one file of images or of labels was chosen. Import one pair at a time.",
    );
  }
  if (table && (imagesFile || labelsFile)) {
    return fail("mixedFiles", table.name, "A table and IDX files were chosen together. Import them one after the other.");
  }
  if (table) return { status: "table", file: table };
  if (imagesFile && labelsFile) return { status: "images", images: imagesFile, labels: labelsFile };
  if (imagesFile)
    return { status: "waiting", text: `"${imagesFile.name}" holds images. Now add the IDX file with their labels.` };
  if (labelsFile) return { status: "waiting", text: `"${labelsFile.name}" holds labels. Now add the IDX file with the images.` };
  return fail("noFiles", "", "No file was chosen.");
}

function describeContent(content: DatasetContent, types: Readonly<Record<string, ColumnType>>): ContentDescription {
  if (content.kind === "images") {
    const { images } = content;
    const count = Math.min(imagesShown, images.count);
    return {
      kind: "images",
      fileName: images.fileName,
      inspection: inspectImages(images),
      pixels: images.pixels.slice(0, count * images.height * images.width * images.channels),
      labels: [...images.labels.subarray(0, count)].map((label) => images.classes[label] ?? ""),
    };
  }
  const table = content.kind === "text" ? textAsTable(content.text) : content.table;
  return {
    kind: "table",
    fileName: table.fileName,
    inspection: inspectTable(table, { types }),
    rows: Array.from({ length: Math.min(rowsShown, table.rowCount) }, (_, row) =>
      table.columns.map((column) => cellText(column, row)),
    ),
    notes: table.notes,
  };
}
