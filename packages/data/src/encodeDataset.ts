/**
 * From a definition and its content to tensors: leaves out rows with missing cells where the definition says so, splits, takes statistics from
 * the training subset only, encodes. Same definition, same content: same bits on every machine.
 */
import { failed } from "./dataIssue.ts";
import type { DatasetDefinition, FeatureDefinition, SubsetName } from "./datasetDefinition.ts";
import { type FittedColumn, fitColumn, type PreparedColumn, prepareColumn, writeColumn } from "./encodeColumn.ts";
import type { DataIssue, DataResult, EncodedDataset, EncodedFeature } from "./encodedDataset.ts";
import { encodeImages } from "./encodeImages.ts";
import { encodeText } from "./encodeText.ts";
import { dataLimits, formatBytes } from "./limits.ts";
import { splitRows } from "./splitRows.ts";
import { type DatasetContent, findColumn, type Table } from "./table.ts";

export const subsetNames: readonly SubsetName[] = ["training", "validation", "test"];

export function encodeDataset(options: {
  readonly definition: DatasetDefinition;
  readonly content: DatasetContent;
}): DataResult<EncodedDataset> {
  const { definition, content } = options;
  const { fileName } = content.kind === "table" ? content.table : content.kind === "text" ? content.text : content.images;
  const issue = checkDefinition(definition, fileName);
  if (issue) return failed(issue);
  if (content.kind === "text") return encodeText(definition, content.text);
  return content.kind === "table" ? encodeTable(definition, content.table) : encodeImages(definition, content.images);
}

function checkDefinition(definition: DatasetDefinition, fileName: string): DataIssue | undefined {
  const { fractions } = definition.subsets;
  const sum = fractions.reduce((total, share) => total + share, 0);
  if (fractions.some((share) => !(share >= 0)) || Math.abs(sum - 1) > 1e-6 || fractions[0] <= 0) {
    const shares = fractions.map((share) => `${+(share * 100).toFixed(2)} %`).join(", ");
    return {
      code: "fractions",
      fileName,
      message: `The subsets' shares (${shares}) must add up to 100 % with a training share above 0.`,
    };
  }
  const names = definition.features.map((feature) => feature.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) return { code: "featureTwice", fileName, message: `Two features are called "${twice}". Rename one.` };
  for (const feature of definition.features) {
    if (feature.role === "weight") {
      const used = definition.columns.filter(({ name }) => feature.columns.includes(name));
      const unfit = used.find(({ type, encoding }) => (type !== "numeric" && type !== "binary") || encoding !== "none");
      if (feature.columns.length > 1 || unfit) {
        const message = `"${feature.name}" weighs the samples, so it must be one column of numbers, or of 0 and 1, with the encoding "none".`;
        return { code: "weightColumn", fileName, column: unfit?.name ?? feature.name, message };
      }
    }
    const unknown = feature.columns.find((name) => !definition.columns.some((column) => column.name === name));
    if (unknown === undefined) continue;
    return {
      code: "unknownColumn",
      fileName,
      column: unknown,
      message: `Feature "${feature.name}" names a column that the dataset does not describe.`,
    };
  }
  return undefined;
}

function encodeTable(definition: DatasetDefinition, table: Table): DataResult<EncodedDataset> {
  const prepared = prepareUsedColumns(definition, table);
  if (!prepared.ok) return prepared;
  const leftOut = findLeftOutRows(prepared.value, table.rowCount);
  const rows = splitRows({
    rowCount: table.rowCount,
    subsets: definition.subsets,
    leftOut,
    classes: classesOf(definition, prepared.value),
  });
  const droppedRows = leftOut.reduce((sum, flag) => sum + flag, 0);
  if (rows.training.length === 0) {
    const message = `No row is left: each of the ${table.rowCount} rows has a missing cell in a column that drops such rows. Fill missing cells instead.`;
    return failed({ code: "noRowsLeft", fileName: table.fileName, message });
  }
  const fitted = new Map<string, FittedColumn>();
  for (const column of prepared.value) {
    const result = fitColumn(column, rows.training);
    const { name } = column.definition;
    const classCount = result?.statistics.classes?.length ?? 0;
    if (!result) {
      const message = "No row of the training subset has a value here. Leave the column out.";
      return failed({ code: "emptyColumn", fileName: table.fileName, column: name, message });
    }
    if (column.definition.encoding === "one-hot" && classCount > dataLimits.categories) {
      const message = `${classCount} different values are too many for one-hot (at most ${dataLimits.categories}). Leave the column out or choose another type.`;
      return failed({ code: "tooManyCategories", fileName: table.fileName, column: name, message });
    }
    fitted.set(name, result);
  }
  const tooLarge = checkSize(definition, fitted, table.rowCount - droppedRows, table.fileName);
  if (tooLarge) return failed(tooLarge);
  const features = definition.features.map((feature) => encodeFeature(feature, fitted, rows));
  const negative = features.find(
    ({ role, values }) => role === "weight" && Object.values(values).some((weights) => weights.some((weight) => weight < 0)),
  );
  if (negative) {
    const message = `"${negative.name}" weighs the samples, so no number in it may be below 0. Correct the file or choose another column.`;
    return failed({ code: "negativeWeight", fileName: table.fileName, column: negative.name, message });
  }
  return {
    ok: true,
    value: {
      features,
      samples: { training: rows.training.length, validation: rows.validation.length, test: rows.test.length },
      statistics: [...fitted.values()].map((column) => column.statistics),
      rows,
      droppedRows,
    },
  };
}

function prepareUsedColumns(definition: DatasetDefinition, table: Table): DataResult<readonly PreparedColumn[]> {
  const used = new Set(definition.features.flatMap((feature) => feature.columns));
  const prepared: PreparedColumn[] = [];
  const issues: DataIssue[] = [];
  for (const column of definition.columns.filter(({ name }) => used.has(name))) {
    const found = findColumn(table, column.name);
    if (!found) {
      const known = table.columns.map(({ name }) => name).join(", ");
      issues.push({
        code: "columnAbsent",
        fileName: table.fileName,
        column: column.name,
        message: `The file has no such column. It has: ${known}.`,
      });
      continue;
    }
    const result = prepareColumn(table, found, column);
    if (result.ok) prepared.push(result.value);
    else issues.push(result.issue);
  }
  return issues.length > 0 ? { ok: false, issues } : { ok: true, value: prepared };
}

/** Of each row, as far as the first target column has classes. Cells that differ in spaces only are one class. */
function classesOf(definition: DatasetDefinition, columns: readonly PreparedColumn[]): Uint32Array | undefined {
  const target = definition.features.find((feature) => feature.role === "target")?.columns[0];
  const prepared = columns.find((column) => column.definition.name === target);
  if (!prepared || (prepared.values.kind === "numbers" && !prepared.binary)) return undefined;
  const numbers = new Map<string, number>();
  const classOfCode = prepared.column.dictionary.map((text) => {
    const name = text.trim();
    const known = numbers.get(name) ?? numbers.size;
    numbers.set(name, known);
    return known;
  });
  return Uint32Array.from(prepared.column.codes, (code) => classOfCode[code] ?? 0);
}

function findLeftOutRows(columns: readonly PreparedColumn[], rowCount: number): Uint8Array {
  const leftOut = new Uint8Array(rowCount);
  for (const { definition, column, missing } of columns) {
    if (definition.missing !== "drop" || !missing.includes(1)) continue;
    for (let row = 0; row < rowCount; row++) if (missing[column.codes[row] ?? 0] === 1) leftOut[row] = 1;
  }
  return leftOut;
}

function checkSize(
  definition: DatasetDefinition,
  fitted: ReadonlyMap<string, FittedColumn>,
  samples: number,
  fileName: string,
): DataIssue | undefined {
  const numbers = definition.features
    .flatMap((feature) => feature.columns)
    .reduce((sum, name) => sum + (fitted.get(name)?.width ?? 0), 0);
  const bytes = numbers * samples * 4;
  if (bytes <= dataLimits.encodedBytes) return undefined;
  const message = `Encoded, the dataset takes ${formatBytes(bytes)}; at most ${formatBytes(dataLimits.encodedBytes)} are possible. Leave columns out.`;
  return { code: "encodedTooLarge", fileName, message };
}

function encodeFeature(
  feature: FeatureDefinition,
  fitted: ReadonlyMap<string, FittedColumn>,
  rows: Readonly<Record<SubsetName, Uint32Array>>,
): EncodedFeature {
  const columns = feature.columns.map((name) => fitted.get(name)).filter((column) => column !== undefined);
  const stride = columns.reduce((sum, column) => sum + column.width, 0);
  const encodeSubset = (subset: SubsetName): Float32Array => {
    const target = new Float32Array(rows[subset].length * stride);
    let offset = 0;
    for (const column of columns) {
      writeColumn({ fitted: column, rows: rows[subset], target, offset, stride });
      offset += column.width;
    }
    return target;
  };
  return {
    name: feature.name,
    shape: [stride],
    role: feature.role,
    ...describeKind(columns),
    values: { training: encodeSubset("training"), validation: encodeSubset("validation"), test: encodeSubset("test") },
  };
}

function describeKind(columns: readonly FittedColumn[]): Pick<EncodedFeature, "kind" | "classes"> {
  const [only] = columns;
  if (!only || columns.length > 1) return { kind: "numeric" };
  const { encoding } = only.prepared.definition;
  if (encoding === "one-hot") return { kind: "categorical", classes: only.statistics.classes };
  if (only.prepared.binary && encoding === "none") return { kind: "binary", classes: only.prepared.binary };
  return { kind: "numeric" };
}
