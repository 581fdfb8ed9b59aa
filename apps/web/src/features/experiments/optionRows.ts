/** Compiler options in words: the table of an experiment, and what tells one experiment from another. */
import {
  type Choice,
  type CompilerOptions,
  createOptions,
  type DatasetSignature,
  fitTargetLoss,
  getLoss,
  getMetric,
  getOptimizer,
  getSchedule,
  isFieldShown,
  type ModelDocument,
  optionFields,
  type ParameterField,
  type ParameterFields,
  targetBlocks,
} from "@downhill/model";
import { formatParameter } from "../modeling/form/parameterValue.ts";

export interface OptionRow {
  /** Stable over experiments: "optimizer.momentum". */
  readonly key: string;
  readonly label: string;
  readonly value: string;
  readonly isDefault: boolean;
  /** A parameter of the choice in the row above it. */
  readonly isPart: boolean;
}

/** The Targets of a model, whose losses are among the options. */
export type TargetNames = readonly {
  readonly id: string;
  readonly name: string;
  /** The loss that the Target takes by itself; unknown without the dataset, and then no loss counts as another one. */
  readonly fitting?: Choice | undefined;
}[];

export function targetsOf(document: ModelDocument, signature: DatasetSignature | null): TargetNames {
  return targetBlocks(document).map((target) => {
    return { id: target.id, name: target.name, fitting: signature ? fitTargetLoss(target, signature) : undefined };
  });
}

/** Every option of an experiment. */
export function listOptions(options: CompilerOptions, targets: TargetNames): OptionRow[] {
  const standard = createOptions();
  return [
    ...lossRows(options, targets),
    ...choiceRows("optimizer", "Optimizer", options.optimizer, standard.optimizer, getOptimizer),
    settingRow("learningRate", options.learningRate),
    ...choiceRows("schedule", "Learning rate schedule", options.schedule, standard.schedule, getSchedule),
    ...shownRows(options, ["warmup", "warmupSteps", "warmupStart"]),
    settingRow("batchSize", options.batchSize),
    settingRow("epochs", options.epochs),
    ...shownRows(options, [
      "accumulationSteps",
      "clipping",
      "clippingThreshold",
      "clippingForm",
      "weightAverage",
      "weightAverageMomentum",
    ]),
    settingRow("shuffle", options.shuffle),
    settingRow("dataAccessSeed", options.dataAccessSeed),
    settingRow("weightSeed", options.weightSeed),
    {
      key: "metrics",
      label: "Metrics",
      value: options.metrics.map((kind) => getMetric(kind)?.label ?? kind).join(", ") || "none",
      isDefault: options.metrics.join() === standard.metrics.join(),
      isPart: false,
    },
    settingRow("checkpointIntervalSeconds", options.checkpointIntervalSeconds),
  ];
}

/**
 * Per experiment the rows worth a word in a list: those that are not at their default, and those in which the experiments differ.
 * Seeds at their default and metrics are never among them by themselves.
 */
export function pickTellingOptions(lists: readonly (readonly OptionRow[])[]): OptionRow[][] {
  const valuesByKey = new Map<string, Set<string>>();
  for (const rows of lists) {
    for (const row of rows) valuesByKey.set(row.key, (valuesByKey.get(row.key) ?? new Set()).add(row.value));
  }
  const isPresentEverywhere = (key: string) => lists.every((rows) => rows.some((row) => row.key === key));
  return lists.map((rows) =>
    rows.filter((row) => {
      if (row.key === "metrics" || row.key === "checkpointIntervalSeconds") return false;
      const differs = (valuesByKey.get(row.key)?.size ?? 0) > 1 && isPresentEverywhere(row.key);
      return !row.isDefault || differs;
    }),
  );
}

type SettingName = keyof typeof optionFields;

function settingRow(name: SettingName, value: number | boolean | string): OptionRow {
  const field = optionFields[name];
  return {
    key: name,
    label: field.label,
    value: formatWithUnit(field, value),
    isDefault: value === field.default,
    isPart: false,
  };
}

/** Rows of options that are not all there all the time. */
function shownRows(options: CompilerOptions, names: readonly Exclude<SettingName, "checkpointIntervalSeconds">[]): OptionRow[] {
  return names.flatMap((name) =>
    isFieldShown(optionFields[name], optionFields, options) ? [settingRow(name, options[name])] : [],
  );
}

function lossRows(options: CompilerOptions, targets: TargetNames): OptionRow[] {
  return targets.flatMap((target) => {
    const choice = options.losses[target.id];
    const label = targets.length === 1 ? "Loss" : `Loss of ${target.name}`;
    const key = `loss.${target.id}`;
    // Block ids differ from model to model; the only target is "the loss" in all of them.
    const sharedKey = targets.length === 1 ? "loss" : key;
    if (!choice) return [{ key: sharedKey, label, value: "by the target's type", isDefault: true, isPart: false }];
    return choiceRows(sharedKey, label, choice, target.fitting ?? choice, getLoss);
  });
}

interface Entry {
  readonly label: string;
  readonly parameters: ParameterFields;
}

function choiceRows(
  key: string,
  label: string,
  choice: Choice,
  standard: Choice,
  find: (kind: string) => Entry | undefined,
): OptionRow[] {
  const entry = find(choice.kind);
  const rows: OptionRow[] = [
    {
      key,
      label,
      value: entry?.label ?? choice.kind,
      isDefault: choice.kind === standard.kind,
      isPart: false,
    },
  ];
  for (const [name, field] of Object.entries(entry?.parameters ?? {})) {
    if (!entry || !isFieldShown(field, entry.parameters, choice.parameters)) continue;
    const value = choice.parameters[name] ?? field.default;
    rows.push({
      key: `${key}.${name}`,
      label: field.label,
      value: formatWithUnit(field, value),
      isDefault: JSON.stringify(value) === JSON.stringify(field.default),
      isPart: true,
    });
  }
  return rows;
}

/** "32 samples" would say the label again; only units of measure are worth their place. */
function formatWithUnit(field: ParameterField, value: unknown): string {
  const text = formatParameter(field, value);
  const { unit } = field;
  return unit === undefined || unit === "samples" || unit === "epochs" ? text : `${text} ${unit}`;
}
