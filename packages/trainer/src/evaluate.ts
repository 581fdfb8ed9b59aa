/** Loss, metrics and confusion matrices of given weights over one subset: what an evaluation view asks for. */
import type { EncodedDataset } from "@downhill/data";
import type { DeviceTensor, EngineDevice } from "@downhill/engine";
import type { TensorType } from "@downhill/ir";
import {
  computeEvaluationScalars,
  lowerEvaluation,
  lowerTraining,
  type SubsetName,
  summarize,
  tablePrefix,
} from "@downhill/model";
import type { ExperimentSpec } from "@downhill/protocol";
import type { StateValues } from "./checkpoint/stateTensors.ts";
import { addToTotals, type EvaluationTotals } from "./run/runPlan.ts";

export interface EvaluateRequest {
  readonly device: EngineDevice;
  readonly spec: Pick<ExperimentSpec, "document" | "options" | "signature">;
  readonly dataset: EncodedDataset;
  /** Values of the states by name, as `joinStates` gives them from a checkpoint. */
  readonly states: StateValues;
  readonly subset: SubsetName;
}

export interface ConfusionMatrix {
  /** Id of the Target block. */
  readonly targetId: string;
  /** In the order of the target's classes; no and yes for a yes-or-no target. */
  readonly classes: number;
  /** Row-major `[classes, classes]`: rows are true classes, columns predicted ones. */
  readonly counts: Float32Array;
}

export interface Evaluation {
  /** "loss" and the metrics, by name. */
  readonly summary: Readonly<Record<string, number>>;
  readonly confusionMatrices: readonly ConfusionMatrix[];
}

const stepsPerSubmit = 16;

/** The model must check and the subset must hold samples. Throws EngineError when the device fails. */
export async function evaluate({ device, spec, dataset, states, subset }: EvaluateRequest): Promise<Evaluation> {
  const lowered = lowerTraining(spec);
  if (!lowered.ok) throw new Error(lowered.issues.map(({ message }) => message).join(" "));
  if (dataset.samples[subset] === 0) throw new Error(`The dataset has no ${subset} samples to evaluate.`);
  const { layout, metrics } = lowered.model;
  const evaluation = lowerEvaluation({ ...spec, settings: { confusionMatrices: true } }, layout, subset);
  const { program, constants } = evaluation;
  const owned: { dispose(): void }[] = [];
  const create = (type: TensorType, values?: Parameters<EngineDevice["createTensor"]>[1]): DeviceTensor => {
    const tensor = device.createTensor(type, values);
    owned.push(tensor);
    return tensor;
  };
  try {
    const bound: Record<string, DeviceTensor> = {};
    for (const [name, type] of Object.entries(program.states)) {
      const values = states[name];
      if (!values && !name.startsWith(tablePrefix)) throw new Error(`The checkpoint has no values for "${name}".`);
      bound[name] = create(type, values instanceof Float64Array ? Float32Array.from(values) : values);
    }
    const data: Record<string, DeviceTensor> = {};
    for (const [name, type] of Object.entries(program.data)) {
      const feature = dataset.features.find((candidate) => name === `${subset}/${candidate.name}`);
      const values = constants[name] ?? feature?.values[subset];
      if (!values) throw new Error(`The dataset has nothing for the program's data tensor "${name}".`);
      data[name] = create(type, values);
    }
    const executable = await device.compile(program, { states: bound, data }, { maxStepsPerSubmit: stepsPerSubmit });
    owned.push(executable);
    const totals: EvaluationTotals = {};
    for (let batch = 0; batch < evaluation.steps; batch += stepsPerSubmit) {
      const count = Math.min(stepsPerSubmit, evaluation.steps - batch);
      addToTotals(totals, await executable.submit(computeEvaluationScalars(evaluation, batch, count)).series);
    }
    const tables: Record<string, Float32Array> = {};
    for (const name of Object.keys(evaluation.tables)) {
      tables[name] = Float32Array.from((await bound[`${tablePrefix}${name}`]?.read()) ?? []);
    }
    return {
      summary: summarize(metrics, totals, evaluation.sampleCount, tables),
      confusionMatrices: evaluation.confusions.map(({ targetId, table, classes }) => {
        return { targetId, classes, counts: tables[table] ?? new Float32Array(classes * classes) };
      }),
    };
  } finally {
    for (const resource of owned.reverse()) resource.dispose();
  }
}
