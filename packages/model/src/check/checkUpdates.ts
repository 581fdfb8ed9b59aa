/**
 * Whether the options that decide how the weights are updated go together: optimizer, schedule, warm-up, clipping, accumulation, average.
 * For options that lie in their ranges; what lies outside is told by `checkOptions`.
 */
import { getMetric, getOptimizer, getSchedule } from "../catalogue/catalogue.ts";
import type { FieldIssue } from "../catalogue/definition.ts";
import { parseParameters } from "../catalogue/parseParameters.ts";
import type { DatasetSignature } from "../datasetSignature.ts";
import type { ModelDocument } from "../document/modelDocument.ts";
import { countUpdates } from "../lowering/accumulation.ts";
import { canMeasure } from "../lowering/canMeasure.ts";
import type { SizedTensor } from "../lowering/layout.ts";
import type { LoweredTarget } from "../lowering/lowerBlocks.ts";
import { findOutputBlocks, listMatrixBlocks, orderParameters } from "../lowering/parameterOrder.ts";
import type { CompilerOptions } from "../options/compilerOptions.ts";
import { warmupLength } from "../options/plannedRate.ts";
import type { Change, Issue } from "./issue.ts";

export function checkUpdates(options: CompilerOptions, signature: DatasetSignature, targets: readonly LoweredTarget[]): Issue[] {
  const { training } = signature.samples;
  if (training === 0) return [];
  const batches = Math.ceil(training / options.batchSize);
  const totalUpdates = countUpdates(batches, options.accumulationSteps) * options.epochs;
  return [
    ...checkOptimizer(options, training),
    ...checkSchedule(options, totalUpdates, { targets, validation: signature.samples.validation }),
    ...checkWarmup(options, totalUpdates),
    ...checkAccumulation(options, batches),
    ...checkAverage(options, totalUpdates),
  ];
}

function checkOptimizer(options: CompilerOptions, training: number): Issue[] {
  const definition = getOptimizer(options.optimizer.kind);
  const parsed = definition && parseParameters(definition.parameters, options.optimizer.parameters);
  if (!definition || !parsed?.ok) return [];
  const issues = (definition.check?.(parsed.value) ?? []).map((issue) => tell("optimizer", definition.label, issue));
  const { usesOnlySigns } = definition;
  if (usesOnlySigns && options.batchSize * options.accumulationSteps < training) {
    issues.push({
      severity: "warning",
      code: "needs-full-batch",
      option: "batchSize",
      message: `${definition.label} compares the signs of one update's gradient with the last one's, and batches turn them by chance. Set Batch size to all ${training} samples.`,
      fix: setOption("batchSize", training, `Set Batch size to ${training}`),
    });
  }
  if (usesOnlySigns && options.clipping !== "none") {
    issues.push({
      severity: "hint",
      code: "clipping-without-effect",
      option: "clipping",
      message: `${definition.label} looks only at the sign of each gradient, which clipping does not change. Switch Gradient clipping off.`,
    });
  }
  return issues;
}

/** Of an optimizer that treats hidden matrices apart: whether the model has any. */
export function checkHiddenMatrices(
  options: CompilerOptions,
  { document, tensors, targets }: { document: ModelDocument; tensors: readonly SizedTensor[]; targets: readonly LoweredTarget[] },
): Issue[] {
  const definition = getOptimizer(options.optimizer.kind);
  const parsed = definition && parseParameters(definition.parameters, options.optimizer.parameters);
  const trained = tensors.filter(({ arena }) => arena === "parameters");
  if (!definition?.flatSlots || !parsed?.ok || trained.length === 0) return [];
  const targetIds = targets.map(({ block }) => block.id);
  const outputBlocks = findOutputBlocks(document, targetIds, listMatrixBlocks(tensors));
  const { alone } = orderParameters(trained, { definition, parameters: parsed.value }, outputBlocks);
  if (alone.length > 0) return [];
  return [
    {
      severity: "hint",
      code: "no-hidden-matrices",
      option: "optimizer",
      message: `${definition.label} is made for the weight matrices of hidden Dense blocks, and this model has none: everything goes by AdamW. Choose AdamW itself.`,
      fix: {
        label: "Use AdamW",
        changes: [{ type: "setChoice", option: "optimizer", choice: { kind: "adamw", parameters: {} } }],
      },
    },
  ];
}

function checkSchedule(
  options: CompilerOptions,
  totalUpdates: number,
  { targets, validation }: { readonly targets: readonly LoweredTarget[]; readonly validation: number },
): Issue[] {
  const definition = getSchedule(options.schedule.kind);
  const parsed = definition && parseParameters(definition.parameters, options.schedule.parameters);
  if (!definition || !parsed?.ok) return [];
  const totalSteps = Math.max(1, totalUpdates - warmupLength(options));
  const found = definition.check?.(parsed.value, { learningRate: options.learningRate, step: 0, totalSteps }) ?? [];
  const issues = found.map((issue) => tell("schedule", definition.label, issue));
  const monitor = definition.feedback?.monitor(parsed.value);
  if (monitor !== undefined && validation === 0) {
    issues.push({
      severity: "error",
      code: "nothing-to-monitor",
      option: "schedule",
      message: `${definition.label} looks at the validation results, but the dataset has no validation samples. Give the validation subset a share, or choose another schedule.`,
    });
  } else if (monitor !== undefined && monitor !== "loss" && !isMeasured(monitor, options, targets)) {
    const label = getMetric(monitor)?.label ?? monitor;
    issues.push({
      severity: "error",
      code: "monitor-not-measured",
      option: "schedule",
      field: "monitor",
      message: `${definition.label} looks at ${label}, which is switched off or does not fit any target. Switch it on under Metrics, or set Monitor to the validation loss.`,
    });
  }
  if (definition.risesFirst && options.warmup !== "none") {
    issues.push({
      severity: "hint",
      code: "warm-up-twice",
      option: "warmup",
      message: `${definition.label} starts with a rise of its own, so that a warm-up in front of it is not needed.`,
    });
  }
  return issues;
}

/** While no Target fits, nobody can tell. */
function isMeasured(kind: string, { metrics }: CompilerOptions, targets: readonly LoweredTarget[]): boolean {
  const metric = metrics.includes(kind) ? getMetric(kind) : undefined;
  return metric !== undefined && (targets.length === 0 || targets.some(({ feature }) => canMeasure(metric, feature)));
}

function checkWarmup(options: CompilerOptions, totalUpdates: number): Issue[] {
  const rising = warmupLength(options);
  if (rising < totalUpdates || rising === 0) return [];
  const tenth = Math.max(1, Math.floor(totalUpdates / 10));
  const message = `The warm-up takes ${rising} updates, but the run has only ${totalUpdates}: the learning rate never reaches its height. Lower Warm-up steps, or train for more epochs.`;
  const fix = tenth < totalUpdates ? { fix: setOption("warmupSteps", tenth, `Set Warm-up steps to ${tenth}`) } : {};
  return [{ severity: "warning", code: "warm-up-too-long", option: "warmupSteps", message, ...fix }];
}

function checkAccumulation({ accumulationSteps, batchSize }: CompilerOptions, batches: number): Issue[] {
  if (accumulationSteps <= batches || accumulationSteps === 1) return [];
  return [
    {
      severity: "hint",
      code: "accumulation-beyond-epoch",
      option: "accumulationSteps",
      message: `An epoch has ${batches} ${batches === 1 ? "batch" : "batches"} of ${batchSize}, so that gathering ${accumulationSteps} makes one update per epoch. Set Gradient accumulation to ${batches}.`,
      fix: setOption("accumulationSteps", batches, `Set Gradient accumulation to ${batches}`),
    },
  ];
}

function checkAverage({ weightAverage, weightAverageMomentum: share }: CompilerOptions, totalUpdates: number): Issue[] {
  const horizon = Math.round(1 / (1 - share));
  if (!weightAverage || horizon <= totalUpdates) return [];
  const message = `The average looks back over about ${horizon} updates, but the run has ${totalUpdates}: it stays close to the first weights. Lower Share kept, or train for more epochs.`;
  return [{ severity: "warning", code: "average-too-long", option: "weightAverageMomentum", message }];
}

function tell(option: "optimizer" | "schedule", label: string, { severity, code, field, message }: FieldIssue): Issue {
  return { severity, code, option, field, message: `${label}: ${message}` };
}

function setOption(option: Extract<Change, { type: "setOption" }>["option"], value: number, label: string) {
  return { label, changes: [{ type: "setOption", option, value } as const] };
}
