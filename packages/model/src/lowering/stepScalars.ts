/** The numbers that change from step to step, computed here in double precision. Steps count from 0. */
import { threefry2x32 } from "@downhill/ir";
import type { LoweredEvaluation, LoweredTraining } from "./loweredModel.ts";
import { resolveOptimizer, resolveSchedule } from "./resolveChoices.ts";

/** For each scalar of the program one number per step: what the engine's `submit` takes. */
export interface ComputedScalars {
  readonly steps: number;
  readonly values: Readonly<Record<string, Float64Array>>;
}

export function computeTrainingScalars(training: LoweredTraining, firstStep: number, steps: number): ComputedScalars {
  const { options, batchSize, stepsPerEpoch } = training;
  const optimizer = resolveOptimizer(options);
  const schedule = resolveSchedule(options);
  return collect(training.program.scalars, firstStep, steps, (step) => {
    const epoch = Math.floor(step / stepsPerEpoch);
    const learningRate = schedule.definition.rate(options.learningRate, step, schedule.parameters);
    const scalars: Record<string, number> = {
      batchStart: (step % stepsPerEpoch) * batchSize,
      batchCount: countSamples(training, step, 1),
      epochKey: threefry2x32(options.dataAccessSeed, 0, epoch, 0)[0],
      seed: options.weightSeed,
      step,
      learningRate,
    };
    const own = optimizer.definition.scalars(optimizer.parameters, step + 1, learningRate);
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

/** The rate that the schedule gives for a step. */
export function learningRateAt(training: Pick<LoweredTraining, "options">, step: number): number {
  const { definition, parameters } = resolveSchedule(training.options);
  return definition.rate(training.options.learningRate, step, parameters);
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
