/** From the files named on the command line to an encoded dataset and its definition. */
import {
  type DataResult,
  type DatasetContent,
  type DatasetSource,
  definitionHash,
  describeIssue,
  detectFile,
  type EncodedDataset,
  earlierDefaultSubsets,
  encodeDataset,
  findColumn,
  type Proposal,
  proposeDefinition,
  readCsv,
  readIdx,
  readText,
  sha256Hex,
} from "@downhill/data";
import { CommandError } from "../commandError.ts";
import { readUserFile, type UserFile } from "../files.ts";
import type { TrainArguments } from "./trainArguments.ts";

type DataArguments = Pick<TrainArguments, "dataPath" | "labelsPath" | "target" | "seed"> &
  Partial<Pick<TrainArguments, "context">>;

export interface TrainingData {
  readonly proposal: Proposal;
  readonly encoded: EncodedDataset;
  readonly versionHash: string;
  /** Things the user should know about how the data are used. */
  readonly notes: readonly string[];
}

type Read = { readonly content: DatasetContent; readonly source: DatasetSource };

function expectData<T>(result: DataResult<T>): T {
  if (result.ok) return result.value;
  const [first] = result.issues;
  throw new CommandError(first ? describeIssue(first) : "The data cannot be read.");
}

async function readTable(file: UserFile): Promise<Read> {
  const { table, dialect } = expectData(readCsv(file.bytes, { fileName: file.name }));
  return {
    content: { kind: "table", table },
    source: { kind: "csv", fileName: file.name, blob: await sha256Hex(file.bytes), ...dialect },
  };
}

async function readImages(images: UserFile, labelsPath: string | null): Promise<Read> {
  if (!labelsPath) throw new CommandError(`${images.name} holds IDX images; name the file of their labels with --labels.`);
  const labels = await readUserFile(labelsPath, "labels");
  const read = expectData(
    readIdx({ images: { bytes: images.bytes, fileName: images.name }, labels: { bytes: labels.bytes, fileName: labels.name } }),
  );
  return {
    content: { kind: "images", images: read },
    source: {
      kind: "idx",
      imagesFileName: images.name,
      imagesBlob: await sha256Hex(images.bytes),
      labelsFileName: labels.name,
      labelsBlob: await sha256Hex(labels.bytes),
    },
  };
}

async function readCharacters(file: UserFile, context: number): Promise<Read> {
  const text = expectData(readText(file.bytes, file.name));
  return {
    content: { kind: "text", text },
    source: { kind: "text", fileName: file.name, blob: await sha256Hex(file.bytes), context },
  };
}

function checkTarget(content: DatasetContent, target: string | null): void {
  if (target === null || content.kind !== "table" || findColumn(content.table, target)) return;
  const names = content.table.columns.map(({ name }) => name).join(", ");
  throw new CommandError(`${content.table.fileName} has no column "${target}" (--target). Its columns are: ${names}.`);
}

/** `wantedHash` names the dataset version of the checkpoint to go on from, whose split may be that of an earlier version. */
export async function loadTrainingData(given: DataArguments, wantedHash?: string): Promise<TrainingData> {
  const file = await readUserFile(given.dataPath, "data");
  const { kind } = detectFile(file.bytes, file.name);
  if (kind === "idx-labels")
    throw new CommandError(`${file.name} holds IDX labels; name the images with --data and this file with --labels.`);
  const { content, source } = given.context
    ? await readCharacters(file, given.context)
    : kind === "idx-images"
      ? await readImages(file, given.labelsPath)
      : await readTable(file);
  checkTarget(content, given.target);
  const proposed = expectData(
    proposeDefinition(content, {
      source,
      ...(given.target === null || content.kind !== "table" ? {} : { target: given.target }),
      ...(given.seed === null ? {} : { seed: given.seed }),
    }),
  );
  const earlier = {
    ...proposed,
    definition: { ...proposed.definition, subsets: earlierDefaultSubsets(given.seed ?? undefined) },
  };
  const isEarlier = wantedHash !== undefined && wantedHash === (await definitionHash(earlier.definition));
  const proposal = isEarlier ? earlier : proposed;
  const encoded = expectData(encodeDataset({ definition: proposal.definition, content }));
  const { training, validation, test } = encoded.samples;
  const notes = [
    `${file.name}: predicting "${proposal.target}" from ${training} training, ${validation} validation and ${test} test samples.`,
    ...proposal.leftOut.map(({ column, reason }) => `Column "${column}" is left out: ${reason}`),
    ...proposal.hints,
  ];
  if (encoded.droppedRows > 0) notes.push(`${encoded.droppedRows} rows are left out because a cell is missing.`);
  return { proposal, encoded, versionHash: await definitionHash(proposal.definition), notes };
}
