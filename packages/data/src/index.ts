export { isMissingText, parseNumber } from "./cellValue.ts";
export type { CsvDelimiter, CsvDialect } from "./csvDialect.ts";
export { describeIssue } from "./dataIssue.ts";
export type { SubsetName } from "./datasetDefinition.ts";
export {
  ColumnDefinition,
  ColumnEncoding,
  ColumnType,
  DatasetDefinition,
  DatasetSource,
  FeatureDefinition,
  MissingPolicy,
  SubsetDefinition,
} from "./datasetDefinition.ts";
export { defaultSubsets, earlierDefaultSubsets } from "./defaultSubsets.ts";
export { canonicalJson, definitionHash, sha256Hex } from "./definitionHash.ts";
export type { DetectedFile } from "./detectFile.ts";
export { detectFile } from "./detectFile.ts";
export { encodeDataset, subsetNames } from "./encodeDataset.ts";
export type { ColumnStatistics, DataIssue, DataResult, EncodedDataset, EncodedFeature } from "./encodedDataset.ts";
export type { GeneratorDefinition, GeneratorParameter } from "./generators/generator.ts";
export { findGenerator, generatorSource, generators } from "./generators/registry.ts";
export type { ColumnInspection, HistogramBin, NumberSummary, ValueCount } from "./inspectColumn.ts";
export type { ImagesInspection } from "./inspectImages.ts";
export { inspectImages } from "./inspectImages.ts";
export type { TableInspection } from "./inspectTable.ts";
export { inspectTable } from "./inspectTable.ts";
export type { LabelledImages } from "./labelledImages.ts";
export { dataLimits, formatBytes } from "./limits.ts";
export { numericScale } from "./numericScale.ts";
export type { BlobLoader, OpenedDataset } from "./openDataset.ts";
export { generateContent, loadContent, openDataset } from "./openDataset.ts";
export type { PreviewPoint } from "./previewPoints.ts";
export { previewPoints } from "./previewPoints.ts";
export type { Proposal, ProposalOptions } from "./proposeDefinition.ts";
export { defaultColumn, defaultEncoding, encodingsFor, inputsFeature, proposeDefinition } from "./proposeDefinition.ts";
export type { CsvFile, ReadCsvOptions } from "./readCsv.ts";
export { readCsv } from "./readCsv.ts";
export type { GivenFile } from "./readIdx.ts";
export { readIdx } from "./readIdx.ts";
export type { EncodedSignature } from "./signatureOf.ts";
export { signatureOf } from "./signatureOf.ts";
export type { DatasetContent, Table, TableColumn } from "./table.ts";
export { cellText, findColumn, tableFromRows } from "./table.ts";
export type { TextContent } from "./textContent.ts";
export { readText, textAsTable } from "./textContent.ts";
export { isGzip, unpackGzip } from "./unpackGzip.ts";
