/** What one run will do, from the frozen experiment: the programs, how many steps, what goes in per step and what comes out. */
import type { EncodedDataset } from "@downhill/data";
import type { StepScalars } from "@downhill/engine";
import type { Program, TensorType } from "@downhill/ir";
import {
  computeEvaluationScalars,
  computeTrainingScalars,
  countSamples,
  initialState,
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

/** "loss" and the metrics, by name. */
export type Summary = Readonly<Record<string, number>>;
type SeriesValues = Readonly<Record<string, Float32Array>>;

/** Sums over an evaluation's batches, in double precision. */
export type EvaluationTotals = Record<string, number>;

export interface RunPlan {
  readonly layout: ModelLayout;
  readonly states: Readonly<Record<string, TensorType>>;
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
  createInitialStates(): StateValues;
  /** `memory`: what the learning rate's schedule remembers, from `startRateMemory` and `observeResults`. */
  computeTrainingScalars(fromStep: number, count: number, memory: RateMemory | null): StepScalars;
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
}

export type PlanRunResult = { readonly ok: true; readonly value: RunPlan } | { readonly ok: false; readonly message: string };

/** Adds the values of a submit's steps to the sums. */
export function addToTotals(totals: EvaluationTotals, series: SeriesValues): void {
  for (const [name, values] of Object.entries(series)) {
    let total = totals[name] ?? 0;
    for (const value of values) total += value;
    totals[name] = total;
  }
}

export function planRun({ document, options, signature }: ExperimentSpec, dataset: EncodedDataset): PlanRunResult {
  const mismatch = findMismatch(signature, dataset);
  if (mismatch) return { ok: false, message: mismatch };
  const lowered = lowerTraining({ document, options, signature });
  if (!lowered.ok) {
    const first = lowered.issues.find(({ severity }) => severity === "error") ?? lowered.issues[0];
    return { ok: false, message: `The model cannot be trained: ${first?.message ?? "it has errors."}` };
  }
  const { layout, training, evaluation, metrics } = lowered.model;
  return {
    ok: true,
    value: {
      layout,
      states: layout.states,
      trainingProgram: training.program,
      evaluationProgram: evaluation?.program ?? null,
      constants: { ...evaluation?.constants, ...training.constants },
      evaluationTables: evaluation?.tables ?? {},
      stepsPerEpoch: training.stepsPerEpoch,
      totalSteps: training.totalSteps,
      evaluationBatches: evaluation?.steps ?? 0,
      createInitialStates: () => initialState(layout, options.weightSeed),
      computeTrainingScalars: (fromStep, count, memory) => computeTrainingScalars(training, fromStep, count, memory),
      computeEvaluationScalars(fromBatch, count) {
        if (!evaluation) throw new Error("This run has no validation subset to evaluate.");
        return computeEvaluationScalars(evaluation, fromBatch, count);
      },
      summarizeSteps: (series, fromStep, count) =>
        Array.from({ length: count }, (_, place) => {
          const sums = Object.fromEntries(Object.entries(series).map(([name, values]) => [name, values[place] ?? Number.NaN]));
          return summarize(metrics, sums, countSamples(training, fromStep + place, 1));
        }),
      summarizeEvaluation: (totals, tables) => summarize(metrics, totals, evaluation?.sampleCount ?? 0, tables),
      getLearningRate: (step, memory) => learningRateAt(training, step, memory),
      startRateMemory: () => startRateMemory(options),
      observeResults: (memory, results) => observeResults(options, memory, results),
    },
  };
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
