/**
 * One device, holding one run: the dataset's tensors and the states, made once, and the training and evaluation programs compiled
 * against the same state tensors. A lost device ends the session; the next one starts from a snapshot.
 */
import type { EncodedDataset } from "@downhill/data";
import type { DeviceTensor, EngineDevice, Executable, Submission } from "@downhill/engine";
import type { Program } from "@downhill/ir";
import type { StateValues } from "../checkpoint/stateTensors.ts";
import type { RunPlan } from "./runPlan.ts";

/** Most steps in one submit. */
export const maxStepsPerSubmit = 64;

export interface RunSession {
  /** Queues updates `fromStep + 1 .. fromStep + count`. */
  submitTraining(fromStep: number, count: number): Submission;
  /** Queues the evaluation of batches `fromBatch .. fromBatch + count - 1` of the validation subset. */
  submitEvaluation(fromBatch: number, count: number): Submission;
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

function createDataTensors(
  device: EngineDevice,
  programs: readonly Program[],
  dataset: EncodedDataset,
): Record<string, DeviceTensor> {
  const tensors: Record<string, DeviceTensor> = {};
  for (const program of programs) {
    for (const [name, type] of Object.entries(program.data)) {
      if (tensors[name]) continue;
      const subset = subsetNames.find((subset) => name.startsWith(`${subset}/`));
      const feature = dataset.features.find((feature) => subset !== undefined && name === `${subset}/${feature.name}`);
      if (!subset || !feature) throw new Error(`The dataset has nothing for the program's data tensor "${name}".`);
      tensors[name] = device.createTensor(type, feature.values[subset]);
    }
  }
  return tensors;
}

export async function openRunSession({ device, plan, dataset, states }: RunSessionOptions): Promise<RunSession> {
  const programs = plan.evaluationProgram ? [plan.trainingProgram, plan.evaluationProgram] : [plan.trainingProgram];
  const disposables: { dispose(): void }[] = [];
  let rejectWaiting: ((error: unknown) => void) | null = null;
  let lossError: Error | null = null;
  const guard = <T>(promise: Promise<T>): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      if (lossError) {
        // Nobody will look at it any more.
        promise.catch(() => {});
        reject(lossError);
        return;
      }
      rejectWaiting = reject;
      promise.then(resolve, reject);
    });
  let isDisposed = false;
  void device.lost.then((loss) => {
    if (isDisposed) return;
    lossError = new DeviceLostError(loss.message);
    rejectWaiting?.(lossError);
  });
  try {
    const dataTensors = createDataTensors(device, programs, dataset);
    disposables.push(...Object.values(dataTensors));
    const stateTensors: Record<string, DeviceTensor> = {};
    for (const [name, type] of Object.entries(plan.states)) {
      const tensor = device.createTensor(type);
      const values = states[name];
      if (!values) throw new Error(`The run has no values for the state "${name}".`);
      if (tensor.writeExact) tensor.writeExact(values);
      else tensor.write(values instanceof Float64Array ? Float32Array.from(values) : values);
      stateTensors[name] = tensor;
      disposables.push(tensor);
    }
    const compile = async (program: Program): Promise<Executable> => {
      const executable = await guard(
        device.compile(
          program,
          { states: pick(stateTensors, program.states), data: pick(dataTensors, program.data) },
          { maxStepsPerSubmit },
        ),
      );
      disposables.push(executable);
      return executable;
    };
    const training = await compile(plan.trainingProgram);
    const evaluation = plan.evaluationProgram ? await compile(plan.evaluationProgram) : null;
    return {
      submitTraining: (fromStep, count) => training.submit(plan.computeTrainingScalars(fromStep, count)),
      submitEvaluation(fromBatch, count) {
        if (!evaluation) throw new Error("This run has no validation subset to evaluate.");
        return evaluation.submit(plan.computeEvaluationScalars(fromBatch, count));
      },
      async readStates() {
        const entries = Object.entries(stateTensors).map(async ([name, tensor]) => {
          const exact = tensor.readExact?.();
          return [name, exact instanceof Float64Array ? exact : await tensor.read()] as const;
        });
        return Object.fromEntries(await guard(Promise.all(entries)));
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

/** The device went away by itself; the run goes on from its last snapshot on a new one. */
export class DeviceLostError extends Error {
  override readonly name = "DeviceLostError";
}

function pick<T>(from: Readonly<Record<string, T>>, wanted: Readonly<Record<string, unknown>>): Record<string, T> {
  return Object.fromEntries(Object.entries(from).filter(([name]) => name in wanted));
}
