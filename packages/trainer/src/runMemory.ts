/**
 * What a run takes on a device, by kind and to the byte, and the largest batch that fits: computed by planning, before anything is allocated.
 */
import { countTensorBytes, type DeviceInfo, type Plan, type PlanLimits, planProgram } from "@downhill/engine";
import type { Program, TensorType } from "@downhill/ir";
import { type LoweringRequest, lowerTraining, tablePrefix } from "@downhill/model";
import { maxStepsPerSubmit } from "./run/runSession.ts";

export interface MemoryRequest extends Pick<LoweringRequest, "document" | "options" | "signature"> {
  /** What the device grants (`EngineDevice.info.limits`). */
  readonly limits: PlanLimits;
  readonly isSoftware: boolean;
  /** How the device plans (`EngineDevice.info.planning`): with it the bytes are those that it allocates, to the byte. */
  readonly planning?: DeviceInfo["planning"];
  /** Samples of an evaluation step; the usual number when left out. */
  readonly evaluationSize?: number;
}

/** Bytes by kind; their sum is what a session allocates. */
export interface RunMemory {
  /** Trained and frozen. */
  readonly weights: number;
  /** Moments, averages and gathered gradients. */
  readonly optimizerState: number;
  /** Running values of normalizations. */
  readonly statistics: number;
  /** Samples of the training and validation subsets, and what options bring along. */
  readonly dataset: number;
  /** Values between the kernels of a training step, gradients included. */
  readonly activations: number;
  /** The same of an evaluation step, and its counts. */
  readonly evaluation: number;
  /** Rows of step scalars, recorded series and the copies that the host reads. */
  readonly staging: number;
}

export interface PlannedMemory {
  readonly kinds: RunMemory;
  readonly totalBytes: number;
  /** The largest single buffer, which has a limit of its own, and what it holds. */
  readonly largestBufferBytes: number;
  readonly largestBufferName: string;
}

/** Null where the model has errors. Throws EngineError "limit-exceeded" where it does not fit. */
export function computeRunMemory(request: MemoryRequest): PlannedMemory | null {
  const { document, options, signature, limits, isSoftware, planning, evaluationSize } = request;
  const settings = evaluationSize === undefined ? {} : { evaluationBatchSize: evaluationSize };
  const lowered = lowerTraining({ document, options, signature, settings });
  if (!lowered.ok) return null;
  const { layout, training, evaluation } = lowered.model;
  const plan = (program: Program) => planProgram(program, { fusion: true, ...planning, limits, isSoftware, maxStepsPerSubmit });
  const plans = [plan(training.program), ...(evaluation ? [plan(evaluation.program)] : [])];
  const [trainingPlan, evaluationPlan] = plans;
  const data = Object.assign({}, ...[training, evaluation].map((lowering) => lowering?.program.data ?? {}));
  const tables = Object.entries(evaluation?.program.states ?? {}).filter(([name]) => name.startsWith(tablePrefix));
  const sumStates = (wanted: (name: string) => boolean) =>
    sumTensors(Object.entries(layout.states).flatMap(([name, type]) => (wanted(name) ? [type] : [])));
  const kinds: RunMemory = {
    weights: sumStates((name) => name === "parameters" || name === "frozen"),
    optimizerState: sumStates((name) => name.startsWith("optimizer/")),
    statistics: sumStates((name) => name === "statistics"),
    dataset: sumTensors(Object.values<TensorType>(data)),
    activations: sumSteps(trainingPlan),
    evaluation: sumSteps(evaluationPlan) + sumTensors(tables.map(([, type]) => type)),
    staging: plans.reduce((total, { memory }) => total + memory.seriesBytes + memory.stagingBytes, 0),
  };
  const largest = plans.reduce(
    (most, { memory }) => (memory.largestBufferBytes > most.largestBufferBytes ? memory : most),
    plans[0]!.memory,
  );
  return {
    kinds,
    totalBytes: Object.values(kinds).reduce((total, bytes) => total + bytes, 0),
    largestBufferBytes: largest.largestBufferBytes,
    largestBufferName: largest.largestBufferName,
  };
}

function sumTensors(types: readonly TensorType[]): number {
  return types.reduce((total, type) => total + countTensorBytes(type), 0);
}

function sumSteps(plan: Plan | undefined): number {
  return plan ? plan.memory.activationBytes + plan.memory.inputBytes + plan.memory.outputBytes : 0;
}

export interface LargestBatchRequest extends MemoryRequest {
  /** All that the run may take; no bound beside the limits when left out. */
  readonly budgetBytes?: number;
}

/** Plans until the answer is certain; two straight guesses mostly do. */
const mostPlans = 40;

/**
 * The largest batch size up to the number of training samples that fits; 0 where not even one sample does, null where the model has errors.
 * An evaluation that does not fit is no reason for a smaller batch: a run cuts it by itself, down to single samples, so it is counted so
 * unless asked for otherwise. Memory grows with the batch, nearly in a straight line, which gives the guesses; every answer is verified by planning it
 * and the next larger one.
 */
export function findLargestBatch({ budgetBytes = Number.POSITIVE_INFINITY, ...request }: LargestBatchRequest): number | null {
  const { limits, signature } = request;
  const mostBytes = Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize);
  // Measured without bounds on size, so that what does not fit has a size, too.
  const unbounded = { ...limits, maxBufferSize: Number.MAX_SAFE_INTEGER, maxStorageBufferBindingSize: Number.MAX_SAFE_INTEGER };
  const samples = signature.samples.training;
  const measured = new Map<number, number | null>();
  /** How much of what is allowed a batch takes: up to 1 fits. */
  const measure = (batchSize: number): number | null => {
    if (!measured.has(batchSize)) {
      const options = { ...request.options, batchSize };
      const memory = computeRunMemory({ evaluationSize: 1, ...request, limits: unbounded, options });
      const share = memory && Math.max(memory.largestBufferBytes / mostBytes, memory.totalBytes / budgetBytes);
      measured.set(batchSize, share);
    }
    return measured.get(batchSize) ?? null;
  };
  let [low, high] = [1, samples];
  const [least, most] = [measure(low), measure(high)];
  if (least === null || most === null) return null;
  if (most <= 1) return samples;
  if (least > 1) return 0;
  // `low` fits and `high` does not.
  while (high - low > 1 && measured.size < mostPlans) {
    const [lowShare, highShare] = [measure(low) ?? 0, measure(high) ?? 0];
    const guess = low + Math.floor(((1 - lowShare) / Math.max(highShare - lowShare, 1e-12)) * (high - low));
    // A straight line first; halves when it does not close in.
    const next = measured.size < 10 ? guess : Math.floor((low + high) / 2);
    const middle = Math.min(high - 1, Math.max(low + 1, next));
    if ((measure(middle) ?? 2) <= 1) {
      low = middle;
      if (high - low > 1 && (measure(low + 1) ?? 2) > 1) return low;
    } else high = middle;
  }
  return low;
}
