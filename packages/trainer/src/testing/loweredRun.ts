/** Runs the programs of a lowered model on a device, over tensors given by hand. */
import type { DeviceTensor, EngineDevice } from "@downhill/engine";
import {
  type CompilerOptions,
  computeEvaluationScalars,
  computeTrainingScalars,
  createOptions,
  type FeatureSignature,
  initialState,
  type LoweringSettings,
  lowerTraining,
  type ModelDocument,
  summarize,
  tablePrefix,
} from "@downhill/model";

/** A feature with its rows, the same ones for training and validation. */
export interface GivenFeature extends FeatureSignature {
  readonly values: Float32Array;
}

export interface LoweredRunRequest {
  readonly device: EngineDevice;
  readonly document: ModelDocument;
  readonly features: readonly GivenFeature[];
  readonly options?: Partial<CompilerOptions>;
  readonly settings?: LoweringSettings;
}

/** Steps train; `evaluate` measures the same rows. */
export async function openLoweredRun({ device, document, features, options, settings }: LoweredRunRequest) {
  const count = Math.round((features[0]?.values.length ?? 0) / sizeOf(features[0]?.shape ?? []));
  const samples = { training: count, validation: count, test: 0 };
  const signature = { features: features.map(({ values: _values, ...feature }) => feature), samples };
  const lowered = lowerTraining({ document, options: createOptions(options), signature, settings });
  if (!lowered.ok) throw new Error(lowered.issues.map(({ message }) => message).join(" "));
  const { layout, training, evaluation, metrics, prediction } = lowered.model;
  if (!evaluation) throw new Error("There is nothing to evaluate.");
  const states: Record<string, DeviceTensor> = {};
  for (const [name, values] of Object.entries(initialState(layout, 1))) {
    states[name] = device.createTensor({ dtype: "f32", shape: [values.length] }, values);
  }
  for (const [name, type] of Object.entries(evaluation.tables)) states[`${tablePrefix}${name}`] = device.createTensor(type);
  const data: Record<string, DeviceTensor> = {};
  for (const [name, type] of Object.entries({ ...training.program.data, ...evaluation.program.data })) {
    const constant = training.constants[name] ?? evaluation.constants[name];
    const values = constant ?? features.find((feature) => name.endsWith(`/${feature.name}`))?.values;
    data[name] = device.createTensor(type, values);
  }
  const bind = (program: typeof training.program) => ({
    states: Object.fromEntries(Object.keys(program.states).map((name) => [name, states[name]!])),
    data: Object.fromEntries(Object.keys(program.data).map((name) => [name, data[name]!])),
  });
  const trainer = await device.compile(training.program, bind(training.program));
  const evaluator = await device.compile(evaluation.program, bind(evaluation.program));
  return {
    model: lowered.model,
    prediction,
    states,
    /** Loss and metrics of each step, and the raw series. */
    async train(first: number, steps: number) {
      const series = await trainer.submit(computeTrainingScalars(training, first, steps)).series;
      const sums = Object.fromEntries(Object.entries(series).map(([name, [value = Number.NaN]]) => [name, value]));
      return { series, summary: summarize(metrics, sums, training.batchSize) };
    },
    async evaluate() {
      const series = await evaluator.submit(computeEvaluationScalars(evaluation, 0, evaluation.steps)).series;
      const totals = Object.fromEntries(Object.entries(series).map(([name, sums]) => [name, sums.reduce((a, b) => a + b, 0)]));
      const tables: Record<string, ArrayLike<number>> = {};
      for (const name of Object.keys(evaluation.tables)) tables[name] = (await states[`${tablePrefix}${name}`]?.read()) ?? [];
      return summarize(metrics, totals, evaluation.sampleCount, tables);
    },
  };
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
