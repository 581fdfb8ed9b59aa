/** Whether the compiler options lie in their ranges and fit the number of samples. */
import { getOptimizer, getSchedule } from "../catalogue/catalogue.ts";
import type { ParameterFields } from "../catalogue/parameterFields.ts";
import { checkField, parseParameters } from "../catalogue/parseParameters.ts";
import type { DatasetSignature } from "../datasetSignature.ts";
import type { LoweredTarget } from "../lowering/lowerBlocks.ts";
import type { Choice, CompilerOptions } from "../options/compilerOptions.ts";
import { createOptions } from "../options/createOptions.ts";
import { optionFields } from "../options/optionFields.ts";
import { checkUpdates } from "./checkUpdates.ts";
import type { Issue } from "./issue.ts";

/** `targets`: those whose predictions fit. */
export function checkOptions(options: CompilerOptions, signature: DatasetSignature, targets: readonly LoweredTarget[]): Issue[] {
  const issues: Issue[] = [
    ...checkChoice(options.optimizer, "optimizer", getOptimizer(options.optimizer.kind)),
    ...checkChoice(options.schedule, "schedule", getSchedule(options.schedule.kind)),
  ];
  const badOptions = listBadOptions(options);
  issues.push(...badOptions);
  const { training, validation } = signature.samples;
  if (training === 0) {
    issues.push({
      severity: "error",
      code: "no-training-samples",
      message: "The dataset has no training samples. Give the training subset a larger share.",
    });
  } else if (options.batchSize > training) {
    issues.push({
      severity: "hint",
      code: "batch-larger-than-subset",
      option: "batchSize",
      message: `Batch size ${options.batchSize} is larger than the training subset: every step uses all ${training} samples.`,
      fix: { label: `Set Batch size to ${training}`, changes: [{ type: "setOption", option: "batchSize", value: training }] },
    });
  }
  if (validation === 0) {
    issues.push({
      severity: "hint",
      code: "no-validation-samples",
      message: "The dataset has no validation samples, so nothing shows whether the model holds on data it has not seen.",
    });
  }
  issues.push(...listOptimizerHints(options.optimizer));
  if (badOptions.length === 0) issues.push(...checkUpdates(options, signature, targets));
  return issues;
}

function listBadOptions(options: CompilerOptions): Issue[] {
  const values = new Map<string, unknown>(Object.entries(options));
  return Object.entries(optionFields).flatMap(([name, field]): Issue[] => {
    const message = checkField(field, values.get(name));
    return message && isOption(name) ? [{ severity: "error", code: "bad-option", option: name, message }] : [];
  });
}

function isOption(name: string): name is keyof typeof optionFields {
  return Object.hasOwn(optionFields, name);
}

function listOptimizerHints(choice: Choice): Issue[] {
  const definition = getOptimizer(choice.kind);
  const parsed = definition && parseParameters(definition.parameters, choice.parameters);
  if (!definition?.hints || !parsed?.ok) return [];
  return definition.hints(parsed.value).map(({ fix, ...hint }) => {
    const parameters = { ...choice.parameters, ...fix.parameters };
    const change = { type: "setChoice", option: "optimizer", choice: { kind: choice.kind, parameters } } as const;
    return { severity: "hint", option: "optimizer", ...hint, fix: { label: fix.label, changes: [change] } };
  });
}

function checkChoice(
  choice: Choice,
  option: "optimizer" | "schedule",
  definition: { readonly label: string; readonly parameters: ParameterFields } | undefined,
): Issue[] {
  if (!definition) {
    const message = `The ${option} "${choice.kind}" is not known to this Downhill. Choose another.`;
    const standard = createOptions()[option];
    const known = option === "optimizer" ? getOptimizer(standard.kind) : getSchedule(standard.kind);
    const fix = {
      label: `Use ${known?.label ?? standard.kind}`,
      changes: [{ type: "setChoice", option, choice: standard } as const],
    };
    return [{ severity: "error", code: `unknown-${option}`, option, message, fix }];
  }
  const parsed = parseParameters(definition.parameters, choice.parameters);
  if (parsed.ok) return [];
  return parsed.issues.map(({ field, message }) => {
    return { severity: "error", code: "bad-parameter", option, field, message: `${definition.label}: ${message}` };
  });
}
