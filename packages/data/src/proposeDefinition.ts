/**
 * A first definition that fits the content: types by inspection, encodings, what to do with missing cells, a target, and which columns are better
 * left out. Everything it decides can be changed; `leftOut` and `hints` say why.
 */
import { failed, succeeded } from "./dataIssue.ts";
import type { ColumnDefinition, ColumnEncoding, ColumnType, DatasetDefinition, DatasetSource } from "./datasetDefinition.ts";
import { defaultSubsets } from "./defaultSubsets.ts";
import type { DataResult } from "./encodedDataset.ts";
import { imageColumn, labelColumn } from "./encodeImages.ts";
import { findTargetCopies } from "./findTargetCopies.ts";
import { guessTarget } from "./guessTarget.ts";
import type { ColumnInspection } from "./inspectColumn.ts";
import { inspectImages } from "./inspectImages.ts";
import { inspectTable, type TableInspection } from "./inspectTable.ts";
import type { LabelledImages } from "./labelledImages.ts";
import { dataLimits } from "./limits.ts";
import { type DatasetContent, findColumn, type Table } from "./table.ts";
import { type TextContent, textColumn } from "./textContent.ts";

export interface Proposal {
  readonly definition: DatasetDefinition;
  readonly target: string;
  /** `classification`: one of several classes; `binary`: one of two; `regression`: a number. */
  readonly problem: "classification" | "binary" | "regression";
  readonly leftOut: readonly { readonly column: string; readonly reason: string }[];
  readonly hints: readonly string[];
}

export interface ProposalOptions {
  readonly source: DatasetSource;
  /** Name of the column to predict; guessed when absent. */
  readonly target?: string;
  /** Of the split; that of `defaultSubsets` when absent. */
  readonly seed?: number | undefined;
  /** When the caller has it already; saves looking at every column again. */
  readonly inspection?: TableInspection;
}

/** Name of the feature that holds what comes next in a text. */
const nextFeature = "next";

/** Name of the feature that joins a table's input columns. */
export const inputsFeature = "inputs";

export function proposeDefinition(content: DatasetContent, options: ProposalOptions): DataResult<Proposal> {
  if (content.kind === "text") return proposeForText(content.text, options);
  return content.kind === "table" ? proposeForTable(content.table, options) : proposeForImages(content.images, options);
}

/** The next character at every place is predicted. */
function proposeForText({ tokens, notes }: TextContent, { source, seed }: ProposalOptions): DataResult<Proposal> {
  return succeeded({
    definition: {
      version: 1,
      source,
      columns: [{ name: textColumn, type: "text", encoding: "index", missing: "drop" }],
      features: [
        { name: textColumn, role: "input", columns: [textColumn] },
        { name: nextFeature, role: "target", columns: [textColumn] },
      ],
      subsets: defaultSubsets({ rowCount: tokens.length, hasClasses: false, seed }),
    },
    target: nextFeature,
    problem: "classification",
    leftOut: [],
    hints: notes,
  });
}

function proposeForImages(images: LabelledImages, { source, seed }: ProposalOptions): DataResult<Proposal> {
  const { sortedByLabel } = inspectImages(images);
  return succeeded({
    definition: {
      version: 1,
      source,
      columns: [
        { name: imageColumn, type: "image", encoding: "pixels", missing: "drop" },
        { name: labelColumn, type: "categorical", encoding: "one-hot", missing: "drop" },
      ],
      features: [
        { name: imageColumn, role: "input", columns: [imageColumn] },
        { name: labelColumn, role: "target", columns: [labelColumn] },
      ],
      subsets: defaultSubsets({ rowCount: images.count, hasClasses: true, seed }),
    },
    target: labelColumn,
    problem: "classification",
    leftOut: [],
    hints: sortedByLabel ? ["The images are sorted by label; they are shuffled before the split."] : [],
  });
}

function proposeForTable(table: Table, options: ProposalOptions): DataResult<Proposal> {
  const { source, seed } = options;
  const { fileName } = table;
  const inspection = options.inspection ?? inspectTable(table);
  const given = options.target;
  if (given !== undefined && !findColumn(table, given)) {
    const known = table.columns.map(({ name }) => name).join(", ");
    return failed({
      code: "targetAbsent",
      fileName,
      column: given,
      message: `The file has no such column to predict. It has: ${known}.`,
    });
  }
  const target = given ?? guessTarget({ columns: inspection.columns, fileName, fits: canBeTarget });
  const looked = inspection.columns.find(({ name }) => name === target);
  const targetColumn = target === undefined ? undefined : findColumn(table, target);
  if (target === undefined || !looked || !targetColumn) {
    const message =
      "No column can be predicted: each is empty, always the same, or a different text in every row. Choose another file.";
    return failed({ code: "noTarget", fileName, message });
  }
  const targetType = typeOfTarget(looked, given !== undefined);
  const refusal = targetType === "unusable" ? describeUnusableTarget(looked) : undefined;
  if (targetType === "unusable") return failed({ code: "targetUnusable", fileName, column: target, message: refusal ?? "" });
  const copies = findTargetCopies(table, targetColumn, inspection.columns);
  const candidates = inspection.columns
    .filter(({ name }) => name !== target)
    .map((column) => ({ column, reason: reasonToLeaveOut(column, table.rowCount, copies, target) }));
  const inputs = candidates.filter(({ reason }) => reason === undefined).map(({ column }) => column);
  const hints = inspection.sortedBy.map((name) => `The file is sorted by "${name}"; rows are shuffled before the split.`);
  // Better a doubtful input than none.
  const doubtful = candidates.find(({ column }) => inputs.length === 0 && canBeInput(column));
  if (doubtful) {
    inputs.push(doubtful.column);
    hints.push(`"${doubtful.column.name}" is the only column left as input, though it ${doubtful.reason}.`);
  }
  if (inputs.length === 0) {
    const message =
      "No other column can be an input: each is empty, always the same, or a different text in every row. Choose another file or target.";
    return failed({ code: "noInputs", fileName, column: target, message });
  }
  const used = new Set(inputs.map(({ name }) => name));
  for (const { name, unreadable, notes } of inspection.columns) {
    if (unreadable > 0 && (name === target || used.has(name))) hints.push(`Column "${name}": ${notes.join(" ")}`);
  }
  return succeeded({
    definition: {
      version: 1,
      source,
      columns: inspection.columns.map((column) =>
        column.name === target ? defineTarget(column, targetType) : defaultColumn(column.name, column.type),
      ),
      features: [
        {
          name: target === inputsFeature ? "input columns" : inputsFeature,
          role: "input",
          columns: inputs.map(({ name }) => name),
        },
        { name: target, role: "target", columns: [target] },
      ],
      subsets: defaultSubsets({
        rowCount: table.rowCount,
        hasClasses: targetType === "categorical" || targetType === "binary",
        seed,
      }),
    },
    target,
    problem: targetType === "categorical" ? "classification" : targetType === "binary" ? "binary" : "regression",
    leftOut: candidates.flatMap(({ column, reason }) =>
      reason === undefined || used.has(column.name) ? [] : [{ column: column.name, reason: `It ${reason}.` }],
    ),
    hints,
  });
}

/** The definition a column gets when nothing is known of it but its type. */
export function defaultColumn(name: string, type: ColumnType): ColumnDefinition {
  return {
    name,
    type,
    encoding: defaultEncoding(type),
    missing: type === "numeric" ? "mean" : type === "date" ? "drop" : "most-frequent",
  };
}

export function defaultEncoding(type: ColumnType): ColumnEncoding {
  if (type === "image") return "pixels";
  if (type === "binary") return "none";
  return type === "numeric" || type === "date" ? "standardization" : "one-hot";
}

/** Encodings that a column of this type can have, the default first. */
export function encodingsFor(type: ColumnType): readonly ColumnEncoding[] {
  if (type === "image") return ["pixels"];
  if (type === "binary") return ["none", "one-hot", "standardization"];
  return type === "numeric" || type === "date" ? ["standardization", "min-max", "none", "one-hot"] : ["one-hot", "index"];
}

/** A row whose answer is missing teaches nothing: it is dropped. */
function defineTarget(column: ColumnInspection, type: ColumnType): ColumnDefinition {
  return { name: column.name, type, encoding: defaultEncoding(type), missing: "drop" };
}

function canBeTarget(column: ColumnInspection): boolean {
  return typeOfTarget(column, false) !== "unusable";
}

/** Few whole numbers from 0 or 1 on, without a gap, are the numbers of classes and not amounts. */
const mostNumberedClasses = 10;

function typeOfTarget(column: ColumnInspection, chosen: boolean): ColumnType | "unusable" {
  if (column.count === 0 || column.distinct < 2) return "unusable";
  if (column.type === "text")
    return chosen && column.distinct <= dataLimits.categories && column.distinct < column.count ? "categorical" : "unusable";
  if (column.type !== "numeric" || !column.numbers) return column.type;
  const { min, max, whole } = column.numbers;
  const isNumbered = whole && (min === 0 || min === 1) && max - min + 1 === column.distinct;
  return isNumbered && column.distinct <= mostNumberedClasses && column.count >= column.distinct * 5 ? "categorical" : "numeric";
}

function describeUnusableTarget(column: ColumnInspection): string {
  if (column.count === 0) return "Every cell of this column is empty. Choose another column to predict.";
  if (column.distinct < 2) return "Every row has the same value here: there is nothing to predict. Choose another column.";
  return `The column has ${column.distinct} different texts in ${column.count} rows, too many to be classes. Choose another column to predict.`;
}

function canBeInput(column: ColumnInspection): boolean {
  return column.count > 0 && column.distinct > 1 && column.type !== "text" && column.type !== "image";
}

/** Continues "It …". */
function reasonToLeaveOut(
  column: ColumnInspection,
  rowCount: number,
  copies: readonly string[],
  target: string,
): string | undefined {
  if (column.count === 0) return "is empty in every row";
  if (column.distinct < 2) return "has the same value in every row";
  if (copies.includes(column.name)) return `repeats the target "${target}": each of its values goes with one value of the target`;
  if (column.type === "text") return `has ${column.distinct} different texts in ${column.count} rows, too many for one-hot`;
  if (column.type === "date") return "is a date; include it to use it as a number of days";
  if (column.missing > rowCount / 2) return `is missing in ${column.missing} of ${rowCount} rows`;
  const { numbers } = column;
  if (column.distinct !== rowCount || rowCount < 20 || !numbers?.whole) return undefined;
  const isCounter = numbers.max - numbers.min === rowCount - 1;
  if (isCounter || /^(id|index|row|no|nr|unnamed.*)$|[ _-]id$/i.test(column.name))
    return "numbers the rows and says nothing of them";
  return undefined;
}
