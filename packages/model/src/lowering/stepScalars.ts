/** The numbers that change from step to step, computed here in double precision. Steps count from 0. */
import { threefry2x32 } from "@downhill/ir";
import type { RateMemory } from "../catalogue/definition.ts";
import { planRates } from "../options/plannedRate.ts";
import { locateUpdate } from "./accumulation.ts";
import type { LoweredEvaluation, LoweredTraining } from "./loweredModel.ts";
import { resolveOptimizer } from "./resolveChoices.ts";
import { updateScalars } from "./updateParameters.ts";

/** For each scalar of the program one number per step: what the engine's `submit` takes. */
export interface ComputedScalars {
  readonly steps: number;
  readonly values: Readonly<Record<string, Float64Array>>;
}

/** A training with what its schedule remembers, where that looks at results. */
export interface RememberingTraining extends LoweredTraining {
  readonly rateMemory?: RateMemory | null;
}

export function computeTrainingScalars(training: RememberingTraining, firstStep: number, steps: number): ComputedScalars {
  const { options, batchSize, stepsPerEpoch, rateMemory = null } = training;
  const { definition, parameters } = resolveOptimizer(options);
  const rateAt = planRates(options, training.totalUpdates);
  return collect(training.program.scalars, firstStep, steps, (step) => {
    const epoch = Math.floor(step / stepsPerEpoch);
    const { update, isUpdate, share } = locateUpdate(training, step);
    const learningRate = rateAt(update, rateMemory);
    const scalars: Record<string, number> = {
      batchStart: (step % stepsPerEpoch) * batchSize,
      batchCount: countSamples(training, step, 1),
      epochKey: threefry2x32(options.dataAccessSeed, 0, epoch, 0)[0],
      seed: options.weightSeed,
      step,
      learningRate,
      [updateScalars.share]: share,
      [updateScalars.isUpdate]: isUpdate ? 1 : 0,
      // The average starts from the weights after the first update.
      [updateScalars.averageShare]: update === 0 ? 1 : 1 - options.weightAverageMomentum,
    };
    const own = definition.scalars(parameters, update + 1, learningRate);
    for (const [name, value] of Object.entries(own)) scalars[`optimizer/${name}`] = value;
    return scalars;
  });
}

export function computeEvaluationScalars(evaluation: LoweredEvaluation, firstStep: number, steps: number): ComputedScalars {
  return collect(evaluation.program.scalars, firstStep, steps, (step) => ({
    batchStart: step * evaluation.batchSize,
    batchCount: countSamples(evaluation, step, 1),
  }));
}

/** The learning rate of a step: that of the update it works for. */
export function learningRateAt(training: RememberingTraining, step: number): number {
  const { options, totalUpdates, rateMemory = null } = training;
  return planRates(options, totalUpdates)(locateUpdate(training, step).update, rateMemory);
}

/** Samples that the steps see: the last batch of an epoch may be incomplete. */
export function countSamples(program: LoweredTraining | LoweredEvaluation, firstStep: number, steps: number): number {
  const { batchSize, lastBatchSize } = program;
  const stepsPerEpoch = "stepsPerEpoch" in program ? program.stepsPerEpoch : program.steps;
  const lastSteps = Math.floor((firstStep + steps) / stepsPerEpoch) - Math.floor(firstStep / stepsPerEpoch);
  return steps * batchSize - lastSteps * (batchSize - lastBatchSize);
}

function collect(
  names: Readonly<Record<string, unknown>>,
  firstStep: number,
  steps: number,
  compute: (step: number) => Readonly<Record<string, number>>,
): ComputedScalars {
  const values = Object.fromEntries(Object.keys(names).map((name) => [name, new Float64Array(steps)]));
  for (let place = 0; place < steps; place++) {
    const scalars = compute(firstStep + place);
    for (const [name, list] of Object.entries(values)) {
      const value = scalars[name];
      if (value === undefined) throw new Error(`The program wants the scalar "${name}", which nothing computes.`);
      list[place] = value;
    }
  }
  return { steps, values };
}
