/** Whether the compiler options lie in their ranges and fit the number of samples. */
import { getOptimizer, getSchedule } from "../catalogue/catalogue.ts";
import type { ParameterFields } from "../catalogue/parameterFields.ts";
import { checkField, parseParameters } from "../catalogue/parseParameters.ts";
import type { DatasetSignature } from "../datasetSignature.ts";
import type { Choice, CompilerOptions } from "../options/compilerOptions.ts";
import { optionFields } from "../options/optionFields.ts";
import type { Issue } from "./issue.ts";

export function checkOptions(options: CompilerOptions, signature: DatasetSignature): Issue[] {
  const issues: Issue[] = [
    ...checkChoice(options.optimizer, "optimizer", getOptimizer(options.optimizer.kind)),
    ...checkChoice(options.schedule, "schedule", getSchedule(options.schedule.kind)),
  ];
  for (const option of optionNames) {
    const message = checkField(optionFields[option], options[option]);
    if (message) issues.push({ severity: "error", code: "bad-option", option, message });
  }
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
  if (
    options.optimizer.kind === "sgd" &&
    options.optimizer.parameters.nesterov === true &&
    !options.optimizer.parameters.momentum
  ) {
    issues.push({
      severity: "hint",
      code: "nesterov-without-momentum",
      option: "optimizer",
      field: "momentum",
      message: "Nesterov changes nothing while Momentum is 0. Set Momentum to 0.9, or switch Nesterov off.",
      fix: {
        label: "Set Momentum to 0.9",
        changes: [
          {
            type: "setChoice",
            option: "optimizer",
            choice: { kind: "sgd", parameters: { ...options.optimizer.parameters, momentum: 0.9 } },
          },
        ],
      },
    });
  }
  return issues;
}

const optionNames = [
  "learningRate",
  "batchSize",
  "epochs",
  "shuffle",
  "dataAccessSeed",
  "weightSeed",
  "checkpointIntervalSeconds",
] as const satisfies (keyof typeof optionFields)[];

function checkChoice(
  choice: Choice,
  option: "optimizer" | "schedule",
  definition: { readonly label: string; readonly parameters: ParameterFields } | undefined,
): Issue[] {
  if (!definition) {
    const message = `The ${option} "${choice.kind}" is not known to this Downhill. Choose another.`;
    const kind = option === "optimizer" ? "adam" : "constant";
    const fix = {
      label: `Use ${option === "optimizer" ? "Adam" : "a constant rate"}`,
      changes: [{ type: "setChoice", option, choice: { kind, parameters: {} } } as const],
    };
    return [{ severity: "error", code: `unknown-${option}`, option, message, fix }];
  }
  const parsed = parseParameters(definition.parameters, choice.parameters);
  if (parsed.ok) return [];
  return parsed.issues.map(({ field, message }) => {
    return { severity: "error", code: "bad-parameter", option, field, message: `${definition.label}: ${message}` };
  });
}
