/** What one run will do, from the frozen experiment: the programs, how many steps, what goes in per step and what comes out. */
import type { EncodedDataset } from "@downhill/data";
import type { StepScalars } from "@downhill/engine";
import type { Program, TensorType } from "@downhill/ir";
import {
  computeEvaluationScalars,
  computeTrainingScalars,
  countSamples,
  initialState,
  type LoweredModel,
  learningRateAt,
  lowerTraining,
  type ModelLayout,
  observeResults,
  type RateMemory,
  startRateMemory,
  summarize,
  type TableValues,
} from "@downhill/model";
import type { ExperimentSpec } from "@downhill/protocol";
import type { StateValues } from "../checkpoint/stateTensors.ts";
import { chooseParts, joinParts, orderParts } from "./batchParts.ts";

/** "loss" and the metrics, by name. */
export type Summary = Readonly<Record<string, number>>;
type SeriesValues = Readonly<Record<string, Float32Array>>;

/** Sums over an evaluation's batches, in double precision. */
export type EvaluationTotals = Record<string, number>;

export interface RunPlan {
  readonly layout: ModelLayout;
  readonly states: Readonly<Record<string, TensorType>>;
  /** States that are 0 between steps: they belong to no checkpoint. */
  readonly scratchStates: Readonly<Record<string, TensorType>>;
  readonly trainingProgram: Program;
  /** Null without validation samples. */
  readonly evaluationProgram: Program | null;
  /** Data tensors that the options hold, by name. */
  readonly constants: Readonly<Record<string, Float32Array>>;
  /** Counts that the evaluation keeps in states of its own ("table/<name>"), by name. */
  readonly evaluationTables: Readonly<Record<string, TensorType>>;
  readonly stepsPerEpoch: number;
  readonly totalSteps: number;
  readonly evaluationBatches: number;
  /** Samples of a full batch. */
  readonly batchSize: number;
  /** Parts in which the device computes a batch. */
  readonly parts: number;
  /** Samples of an evaluation step. */
  readonly evaluationSize: number;
  createInitialStates(): StateValues;
  /** One row per part of each step. `memory`: what the learning rate's schedule remembers, from `startRateMemory` and `observeResults`. */
  computeTrainingScalars(fromStep: number, count: number, memory: RateMemory | null): StepScalars;
  /** What the device recorded for these steps, one value per step. */
  joinParts(series: SeriesValues, fromStep: number, count: number): SeriesValues;
  computeEvaluationScalars(fromBatch: number, count: number): StepScalars;
  /** Loss and metrics of each step's batch. */
  summarizeSteps(series: SeriesValues, fromStep: number, count: number): readonly Summary[];
  summarizeEvaluation(totals: EvaluationTotals, tables: TableValues): Summary;
  /** At `step` from 0. */
  getLearningRate(step: number, memory: RateMemory | null): number;
  /** Null where the rate follows the step alone. */
  startRateMemory(): RateMemory | null;
  /** After an evaluation. */
  observeResults(memory: RateMemory, results: Summary): RateMemory;
  /** The same run in less memory: batches in more parts, or evaluation in smaller steps. Null where that cannot be cut any more. */
  shrink(what: RunPart): RunPlan | null;
}

/** What can be short of memory by itself. */
export type RunPart = "training" | "evaluation";

export type PlanRunResult = { readonly ok: true; readonly value: RunPlan } | { readonly ok: false; readonly message: string };

/** Adds the values of a submit's steps to the sums. */
export function addToTotals(totals: EvaluationTotals, series: SeriesValues): void {
  for (const [name, values] of Object.entries(series)) {
    let total = totals[name] ?? 0;
    for (const value of values) total += value;
    totals[name] = total;
  }
}

export function planRun(spec: ExperimentSpec, dataset: EncodedDataset): PlanRunResult {
  const mismatch = findMismatch(spec.signature, dataset);
  if (mismatch) return { ok: false, message: mismatch };
  const lowered = lowerTraining(spec);
  if (!lowered.ok) {
    const first = lowered.issues.find(({ severity }) => severity === "error") ?? lowered.issues[0];
    return { ok: false, message: `The model cannot be trained: ${first?.message ?? "it has errors."}` };
  }
  return { ok: true, value: buildPlan(spec, lowered.model, { model: lowered.model, parts: 1, evaluationSize: null }) };
}

/** What the device computes: the model as it is, or as it takes less memory. */
interface DeviceForm {
  readonly model: LoweredModel;
  /** Parts of a batch. */
  readonly parts: number;
  /** Samples per evaluation step; null for the usual number. */
  readonly evaluationSize: number | null;
}

/** `whole` says what a step means; steps are computed in the form's parts. */
function buildPlan(spec: ExperimentSpec, whole: LoweredModel, form: DeviceForm): RunPlan {
  const { options } = spec;
  const { layout, metrics } = whole;
  const { training, evaluation } = form.model;
  const order = orderParts({
    parts: form.parts,
    stepsPerEpoch: whole.training.stepsPerEpoch,
    partsPerEpoch: training.stepsPerEpoch,
  });
  return {
    layout,
    states: layout.states,
    scratchStates: Object.fromEntries(Object.entries(form.model.layout.states).filter(([name]) => !layout.states[name])),
    trainingProgram: training.program,
    evaluationProgram: evaluation?.program ?? null,
    constants: { ...evaluation?.constants, ...training.constants },
    evaluationTables: evaluation?.tables ?? {},
    stepsPerEpoch: whole.training.stepsPerEpoch,
    totalSteps: whole.training.totalSteps,
    evaluationBatches: evaluation?.steps ?? 0,
    batchSize: whole.training.batchSize,
    parts: form.parts,
    evaluationSize: evaluation?.batchSize ?? 0,
    createInitialStates: () => initialState(layout, options.weightSeed),
    computeTrainingScalars(fromStep, count, memory) {
      const first = order.firstOf(fromStep);
      return computeTrainingScalars({ ...training, rateMemory: memory }, first, order.firstOf(fromStep + count) - first);
    },
    joinParts: (series, fromStep, count) => (form.parts === 1 ? series : joinParts(series, order, fromStep, count)),
    computeEvaluationScalars(fromBatch, count) {
      if (!evaluation) throw new Error("This run has no validation subset to evaluate.");
      return computeEvaluationScalars(evaluation, fromBatch, count);
    },
    summarizeSteps: (series, fromStep, count) =>
      Array.from({ length: count }, (_, place) => {
        const sums = Object.fromEntries(Object.entries(series).map(([name, values]) => [name, values[place] ?? Number.NaN]));
        return summarize(metrics, sums, countSamples(whole.training, fromStep + place, 1));
      }),
    summarizeEvaluation: (totals, tables) => summarize(metrics, totals, evaluation?.sampleCount ?? 0, tables),
    getLearningRate: (step, memory) => learningRateAt({ ...whole.training, rateMemory: memory }, step),
    startRateMemory: () => startRateMemory(options),
    observeResults: (memory, results) => observeResults(options, memory, results),
    shrink(what) {
      const smaller = what === "training" ? cutTraining(whole, form) : cutEvaluation(form);
      return smaller && reformPlan(spec, whole, smaller);
    },
  };
}

type FormSizes = Pick<DeviceForm, "parts" | "evaluationSize">;

function cutTraining(whole: LoweredModel, { parts, evaluationSize }: DeviceForm): FormSizes | null {
  const more = canBeParted(whole) ? chooseParts(whole.training.batchSize, parts * 2) : null;
  return more === null ? null : { parts: more, evaluationSize };
}

function cutEvaluation({ model, parts }: DeviceForm): FormSizes | null {
  const size = model.evaluation?.batchSize ?? 1;
  return size === 1 ? null : { parts, evaluationSize: Math.max(1, Math.floor(size / 4)) };
}

function reformPlan(spec: ExperimentSpec, whole: LoweredModel, { parts, evaluationSize }: FormSizes): RunPlan | null {
  const { batchSize, options } = whole.training;
  const lowered = lowerTraining({
    ...spec,
    options: { ...options, batchSize: batchSize / parts, accumulationSteps: options.accumulationSteps * parts },
    ...(evaluationSize === null ? {} : { settings: { evaluationBatchSize: evaluationSize } }),
  });
  return lowered.ok ? buildPlan(spec, whole, { model: lowered.model, parts, evaluationSize }) : null;
}

/** What looks at a whole batch at once is another thing in parts: statistics of a batch, and means over its weights. */
function canBeParted({ layout, training }: LoweredModel): boolean {
  return !layout.states.statistics && !training.program.series.some(({ name }) => name.endsWith("/weight"));
}

/** The dataset must be the one that the experiment was made for. */
function findMismatch(signature: ExperimentSpec["signature"], dataset: EncodedDataset): string | null {
  if (dataset.samples.training === 0) return "The dataset has no training samples. Give the training subset a larger share.";
  for (const { name, shape } of signature.features) {
    const feature = dataset.features.find((feature) => feature.name === name);
    if (!feature) return `The dataset has no feature "${name}", which the experiment was made with.`;
    if (feature.shape.join() !== shape.join()) {
      return `The feature "${name}" has the shape ${feature.shape.join(" × ")}, but the experiment was made with ${shape.join(" × ")}.`;
    }
  }
  for (const subset of ["training", "validation"] as const) {
    if (dataset.samples[subset] !== signature.samples[subset]) {
      return `The dataset has ${dataset.samples[subset]} ${subset} samples, but the experiment was made with ${signature.samples[subset]}.`;
    }
  }
  return null;
}
