/**
 * Gradient accumulation: a step is one batch, an update comes after so many of them and at the end of every epoch. Each batch counts
 * by its samples, so that gathered batches train like one large batch of the same rows. See docs/decisions.
 */
import type { LoweredTraining } from "./loweredModel.ts";

type Accumulating = Pick<LoweredTraining, "options" | "batchSize" | "lastBatchSize" | "stepsPerEpoch">;

export interface StepOfUpdate {
  /** The update that the step works for, from 0. */
  readonly update: number;
  /** Its last step: the weights move. */
  readonly isUpdate: boolean;
  /** The step's samples over all samples of the update. */
  readonly share: number;
}

/** `step` counts from 0. */
export function locateUpdate(training: Accumulating, step: number): StepOfUpdate {
  const { batchSize, lastBatchSize, stepsPerEpoch } = training;
  const { accumulationSteps } = training.options;
  const inEpoch = step % stepsPerEpoch;
  const first = inEpoch - (inEpoch % accumulationSteps);
  const end = Math.min(first + accumulationSteps, stepsPerEpoch);
  const sizeOf = (place: number) => (place === stepsPerEpoch - 1 ? lastBatchSize : batchSize);
  const samples = (end - first) * batchSize - (end === stepsPerEpoch ? batchSize - lastBatchSize : 0);
  return {
    update: Math.floor(step / stepsPerEpoch) * countUpdates(stepsPerEpoch, accumulationSteps) + first / accumulationSteps,
    isUpdate: inEpoch === end - 1,
    share: sizeOf(inEpoch) / samples,
  };
}

/** Updates in so many steps of one epoch. */
export function countUpdates(steps: number, accumulationSteps: number): number {
  return Math.ceil(steps / accumulationSteps);
}
