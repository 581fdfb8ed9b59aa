/**
 * One device, holding one run: the dataset's tensors and the states, made once, and the training and evaluation programs compiled
 * against the same state tensors. A lost device ends the session; the next one starts from a snapshot.
 */
import type { EncodedDataset } from "@downhill/data";
import { type DeviceTensor, type EngineDevice, EngineError, type Executable, type Submission } from "@downhill/engine";
import type { Program, TensorType } from "@downhill/ir";
import { type RateMemory, type TableValues, tablePrefix } from "@downhill/model";
import type { StateValues } from "../checkpoint/stateTensors.ts";
import { submitInPieces } from "./batchParts.ts";
import { refuseOversizedSamples, refuseOversizedState } from "./refuseOversized.ts";
import type { RunPlan } from "./runPlan.ts";

/** Most steps in one submit. */
export const maxStepsPerSubmit = 64;

export interface RunSession {
  /** Queues updates `fromStep + 1 .. fromStep + count`. Throws where it is known by now that evaluations cannot be computed. */
  submitTraining(fromStep: number, count: number, memory?: RateMemory | null): Submission;
  /**
   * Settles when evaluations can be queued: their program is compiled while the first steps run already. Rejects with
   * EvaluationShortage where it does not fit.
   */
  prepareEvaluation(): Promise<void>;
  /** Queues the evaluation of batches `fromBatch .. fromBatch + count - 1` of the validation subset. */
  submitEvaluation(fromBatch: number, count: number): Submission;
  /** The evaluation's counts after everything queued so far; call it before anything else is queued. */
  readTables(): Promise<TableValues>;
  /** All states after everything queued so far. Nothing may be queued until it settles. */
  readStates(): Promise<StateValues>;
  /** Rejects when the device is lost, otherwise as the promise does. */
  guard<T>(promise: Promise<T>): Promise<T>;
  dispose(): void;
}

export interface RunSessionOptions {
  readonly device: EngineDevice;
  readonly plan: RunPlan;
  readonly dataset: EncodedDataset;
  readonly states: StateValues;
}

const subsetNames = ["training", "validation"] as const;

interface DataRequest {
  readonly device: EngineDevice;
  readonly programs: readonly Program[];
  readonly dataset: EncodedDataset;
  readonly constants: RunPlan["constants"];
  /** Takes each tensor as soon as it is there. */
  readonly keep: (tensor: DeviceTensor) => void;
}

function createDataTensors({ device, programs, dataset, constants, keep }: DataRequest): Record<string, DeviceTensor> {
  const tensors: Record<string, DeviceTensor> = {};
  for (const program of programs) {
    for (const [name, type] of Object.entries(program.data)) {
      if (tensors[name]) continue;
      const tensor = device.createTensor(type, constants[name] ?? getSamples(device, dataset, name, type));
      keep(tensor);
      tensors[name] = tensor;
    }
  }
  return tensors;
}

function getSamples({ info }: EngineDevice, dataset: EncodedDataset, name: string, type: TensorType): Float32Array {
  const subset = subsetNames.find((subset) => name.startsWith(`${subset}/`));
  const feature = dataset.features.find((feature) => subset !== undefined && name === `${subset}/${feature.name}`);
  if (!subset || !feature) throw new Error(`The dataset has nothing for the program's data tensor "${name}".`);
  refuseOversizedSamples(info, { subset, feature: feature.name, type });
  return feature.values[subset];
}

export async function openRunSession({ device, plan, dataset, states }: RunSessionOptions): Promise<RunSession> {
  const programs = plan.evaluationProgram ? [plan.trainingProgram, plan.evaluationProgram] : [plan.trainingProgram];
  const disposables: { dispose(): void }[] = [];
  const waiting = new Set<(error: unknown) => void>();
  let lossError: Error | null = null;
  const guard = async <T>(promise: Promise<T>): Promise<T> => {
    // Nobody may be looking at it any more when it settles.
    promise.catch(() => {});
    if (lossError) throw lossError;
    const { promise: guarded, resolve, reject } = Promise.withResolvers<T>();
    waiting.add(reject);
    promise.then(resolve, reject);
    try {
      return await guarded;
    } finally {
      waiting.delete(reject);
    }
  };
  let isDisposed = false;
  void device.lost.then((loss) => {
    if (isDisposed) return;
    // A shortage may take the device with it.
    lossError = isShortage(loss.error) ? loss.error : new DeviceLostError(loss.message);
    for (const reject of waiting) reject(lossError);
  });
  try {
    const keep = (tensor: DeviceTensor) => void disposables.push(tensor);
    const dataTensors = createDataTensors({ device, programs, dataset, constants: plan.constants, keep });
    const stateTensors: Record<string, DeviceTensor> = {};
    for (const [name, type] of Object.entries(plan.states)) {
      refuseOversizedState(device.info, plan.layout, name);
      const tensor = device.createTensor(type);
      const values = states[name];
      if (!values) throw new Error(`The run has no values for the state "${name}".`);
      if (tensor.writeExact) tensor.writeExact(values);
      else tensor.write(values instanceof Float64Array ? Float32Array.from(values) : values);
      stateTensors[name] = tensor;
      disposables.push(tensor);
    }
    const tableTensors: Record<string, DeviceTensor> = {};
    for (const [name, type] of Object.entries(plan.evaluationTables)) {
      const tensor = device.createTensor(type);
      tableTensors[`${tablePrefix}${name}`] = tensor;
      disposables.push(tensor);
    }
    const scratchTensors: Record<string, DeviceTensor> = {};
    for (const [name, type] of Object.entries(plan.scratchStates)) {
      const tensor = device.createTensor(type);
      scratchTensors[name] = tensor;
      disposables.push(tensor);
    }
    const compile = async (program: Program): Promise<Executable> => {
      const bindings = {
        states: pick({ ...stateTensors, ...scratchTensors, ...tableTensors }, program.states),
        data: pick(dataTensors, program.data),
      };
      const executable = await device.compile(program, bindings, { maxStepsPerSubmit });
      if (isDisposed) executable.dispose();
      else disposables.push(executable);
      return executable;
    };
    const training = await guard(compile(plan.trainingProgram));
    const compiling = plan.evaluationProgram ? compile(plan.evaluationProgram).catch(throwAsEvaluations) : null;
    let evaluation: Executable | null = null;
    let evaluationFailure: { readonly error: unknown } | null = null;
    compiling?.catch((error: unknown) => {
      evaluationFailure = { error };
    });
    return {
      submitTraining(fromStep, count, memory = null) {
        // Not at the end of an epoch that would be lost then.
        if (evaluationFailure) throw evaluationFailure.error;
        const scalars = plan.computeTrainingScalars(fromStep, count, memory);
        const { done, series } = submitInPieces(training, scalars, maxStepsPerSubmit);
        const joined = series.then((values) => plan.joinParts(values, fromStep, count));
        joined.catch(() => {});
        return { done, series: joined };
      },
      async prepareEvaluation() {
        if (!evaluation && compiling) evaluation = await guard(compiling);
        if (isDisposed) throw new EngineError("disposed", "The session was disposed.");
      },
      submitEvaluation(fromBatch, count) {
        if (!evaluation) throw new Error("There is no evaluation program, or it was not waited for.");
        return evaluation.submit(plan.computeEvaluationScalars(fromBatch, count));
      },
      async readTables() {
        const entries = Object.entries(tableTensors).map(
          async ([name, tensor]) => [name.slice(tablePrefix.length), await tensor.read()] as const,
        );
        return Object.fromEntries(await guard(Promise.all(entries)));
      },
      async readStates() {
        const states: Record<string, StateValues[string]> = {};
        // One after another: each is copied on the device before the host has it.
        for (const [name, tensor] of Object.entries(stateTensors)) {
          const exact = tensor.readExact?.();
          states[name] = exact instanceof Float64Array ? exact : await guard(tensor.read());
        }
        return states;
      },
      guard,
      dispose() {
        isDisposed = true;
        for (const disposable of disposables.reverse()) disposable.dispose();
        device.dispose();
      },
    };
  } catch (error) {
    isDisposed = true;
    for (const disposable of disposables.reverse()) disposable.dispose();
    device.dispose();
    throw error;
  }
}

/** The training fits, its evaluation does not. */
export class EvaluationShortage extends Error {
  override readonly name = "EvaluationShortage";
  readonly reason: EngineError;

  constructor(reason: EngineError) {
    super(reason.message, { cause: reason });
    this.reason = reason;
  }
}

function throwAsEvaluations(error: unknown): never {
  throw isShortage(error) ? new EvaluationShortage(error) : error;
}

/** What less memory may mend. */
export function isShortage(error: unknown): error is EngineError {
  return error instanceof EngineError && (error.code === "out-of-memory" || error.code === "limit-exceeded");
}

/** The device went away by itself; the run goes on from its last snapshot on a new one. */
export class DeviceLostError extends Error {
  override readonly name = "DeviceLostError";
}

function pick<T>(from: Readonly<Record<string, T>>, wanted: Readonly<Record<string, unknown>>): Record<string, T> {
  return Object.fromEntries(Object.entries(from).filter(([name]) => name in wanted));
}
