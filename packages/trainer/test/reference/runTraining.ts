/** Replays a run case through the same lowering that a real run uses: given weights, given batches, then the validation set. */
import type { DeviceTensor, EngineDevice } from "@downhill/engine";
import {
  computeEvaluationScalars,
  computeTrainingScalars,
  createOptions,
  initialState,
  type LoweredModel,
  lowerTraining,
  type ModelDocument,
  summarize,
} from "@downhill/model";
import type { RunCase } from "./caseSchemas.ts";
import { type OptimizerPlan, planOptimizer } from "./optimizerPlan.ts";
import type { RunData } from "./runData.ts";
import { buildModel, chooseLoss } from "./runModel.ts";

export interface RunPlan {
  readonly document: ModelDocument;
  readonly loss: string;
  readonly optimizer: OptimizerPlan;
}

/** Null when something of the run has no place in the catalogue yet. */
export function planRun(run: RunCase): RunPlan | null {
  const document = buildModel(run);
  const loss = chooseLoss(run.loss);
  const optimizer = planOptimizer(run.optimizer);
  return document && loss && optimizer ? { document, loss, optimizer } : null;
}

export interface RunResults {
  /** Mean loss of each step. */
  readonly losses: readonly number[];
  readonly firstGradientNorms: Readonly<Record<string, number>>;
  /** Parameters and statistics at the end, by the case's names. */
  readonly tensors: Readonly<Record<string, Float32Array>>;
  readonly validation: Readonly<Record<string, number>>;
  readonly validationSamples: number;
}

const stepsPerSubmit = 20;

export async function runTraining(device: EngineDevice, run: RunCase, plan: RunPlan, data: RunData): Promise<RunResults> {
  const lowered = lowerTraining({
    document: plan.document,
    options: createOptions({
      batchSize: run.batch_size,
      losses: { target: { kind: plan.loss, parameters: {} } },
      ...plan.optimizer.options,
      metrics: ["accuracy"],
    }),
    signature: { features: [...data.features], samples: { ...data.counts, test: 0 } },
    settings: { batchOrder: { steps: run.steps }, gradientNorms: true },
  });
  if (!lowered.ok) throw new Error(lowered.issues.map((issue) => issue.message).join(" "));
  const { model } = lowered;
  const { training, evaluation } = model;
  if (!evaluation) throw new Error("The case has no validation set.");

  const states = createStates(device, model, run);
  const types = { ...training.program.data, ...evaluation.program.data };
  const tensors: Record<string, DeviceTensor> = {};
  for (const [name, type] of Object.entries(types)) {
    const values = name === "batchOrder" ? Int32Array.from(run.batches.values) : data.tensors[name];
    tensors[name] = device.createTensor(type, values);
  }
  const trainer = await device.compile(training.program, { states, data: tensors });
  const losses: number[] = [];
  const firstGradientNorms: Record<string, number> = {};
  for (let step = 0; step < run.steps; step += stepsPerSubmit) {
    const steps = Math.min(stepsPerSubmit, run.steps - step);
    const submission = trainer.submit({ steps, values: computeScalars(training, plan, step, steps) });
    const series = await submission.series;
    losses.push(...Array.from(series.loss ?? [], (sum) => sum / run.batch_size));
    for (const [name, values] of Object.entries(series)) {
      if (step === 0 && name.startsWith("gradientNorm/")) firstGradientNorms[name.slice(13)] = values[0] ?? Number.NaN;
    }
  }
  const evaluator = await device.compile(evaluation.program, { states, data: tensors });
  const totals: Record<string, number> = {};
  for (let batch = 0; batch < evaluation.steps; batch += stepsPerSubmit) {
    const count = Math.min(stepsPerSubmit, evaluation.steps - batch);
    const recorded = await evaluator.submit(computeEvaluationScalars(evaluation, batch, count)).series;
    for (const [name, values] of Object.entries(recorded)) {
      totals[name] = values.reduce((sum, value) => sum + value, totals[name] ?? 0);
    }
  }
  const results = {
    losses,
    firstGradientNorms,
    tensors: await readTensors(model, states),
    validationSamples: evaluation.sampleCount,
    validation: { ...totals, ...summarize(model.metrics, totals, evaluation.sampleCount) },
  };
  for (const owned of [trainer, evaluator, ...Object.values(states), ...Object.values(tensors)]) owned.dispose();
  return results;
}

/** The case's rate of each step stands in for the schedule's. */
function computeScalars(training: LoweredModel["training"], plan: RunPlan, first: number, steps: number) {
  const values: Record<string, number[]> = {};
  for (let step = first; step < first + steps; step++) {
    const options = { ...training.options, learningRate: plan.optimizer.learningRate(step + 1) };
    const one = computeTrainingScalars({ ...training, options }, step, 1).values;
    for (const [name, [value = Number.NaN]] of Object.entries(one)) {
      values[name] ??= [];
      values[name].push(value);
    }
  }
  return values;
}

function createStates(device: EngineDevice, { layout }: LoweredModel, run: RunCase): Record<string, DeviceTensor> {
  const values = initialState(layout, 0);
  for (const { key, arena, offset, size } of layout.tensors) {
    const name = caseName(key);
    const given = run.weights[name] ?? run.state?.[name];
    if (given?.values.length !== size) throw new Error(`The case has no ${size} values for ${name}.`);
    values[arena]?.set(given.values, offset);
  }
  return Object.fromEntries(Object.entries(layout.states).map(([name, type]) => [name, device.createTensor(type, values[name])]));
}

async function readTensors({ layout }: LoweredModel, states: Readonly<Record<string, DeviceTensor>>) {
  const arenas: Record<string, Float32Array> = {};
  for (const arena of new Set(layout.tensors.map((tensor) => tensor.arena))) {
    arenas[arena] = Float32Array.from((await states[arena]?.read()) ?? []);
  }
  return Object.fromEntries(
    layout.tensors.map(({ key, arena, offset, size }) => [
      caseName(key),
      arenas[arena]?.subarray(offset, offset + size) ?? new Float32Array(),
    ]),
  );
}

function caseName(key: string): string {
  return key.replace("/running_variance", "/running_var");
}
