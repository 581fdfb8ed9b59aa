/** Predictions of a trained model: rows of features in, the Targets' values out, as many rows at a time as the program takes. */
import type { DeviceTensor, EngineDevice } from "@downhill/engine";
import type { LoweredPrediction } from "@downhill/model";
import type { StateValues } from "./checkpoint/stateTensors.ts";

export interface PredictRequest {
  readonly device: EngineDevice;
  readonly prediction: LoweredPrediction;
  /** Values of the states by name, as `joinStates` gives them from a checkpoint. */
  readonly states: StateValues;
  /** Row-major `[count, ...shape]` by feature name, encoded as in training. */
  readonly inputs: Readonly<Record<string, Float32Array>>;
  readonly count: number;
}

/** Row-major `[count, ...shape]` by the Target block's id. Throws EngineError when the device fails. */
export async function predict(request: PredictRequest): Promise<Readonly<Record<string, Float32Array>>> {
  const { device, prediction, states, inputs, count } = request;
  const { program, batchSize, targets } = prediction;
  const tensors: Record<string, DeviceTensor> = {};
  const results = new Map(targets.map(({ blockId, shape }) => [blockId, new Float32Array(count * countOf(shape))]));
  try {
    for (const [name, type] of Object.entries(program.states)) {
      const values = states[name];
      if (!values) throw new Error(`The checkpoint has no values for "${name}".`);
      tensors[name] = device.createTensor(type, values instanceof Float64Array ? Float32Array.from(values) : values);
    }
    const executable = await device.compile(program, { states: tensors, data: {} }, { maxStepsPerSubmit: 1 });
    try {
      for (let row = 0; row < count; row += batchSize) {
        const rows = Math.min(batchSize, count - row);
        for (const { feature, inputName, shape } of prediction.inputs) {
          const size = countOf(shape);
          const given = inputs[feature];
          if (!given || given.length !== count * size) {
            throw new Error(`The feature "${feature}" needs ${count} × ${size} numbers, but ${given?.length ?? 0} came.`);
          }
          // The last rows may not fill the batch; what stands behind them is computed and left out.
          const batch = new Float32Array(batchSize * size);
          batch.set(given.subarray(row * size, (row + rows) * size));
          executable.writeInput(inputName, batch);
        }
        await executable.submit({ steps: 1, values: {} }).done;
        for (const { blockId, outputName, shape } of targets) {
          const size = countOf(shape);
          const output = await executable.readOutput(outputName);
          results.get(blockId)?.set(output.subarray(0, rows * size), row * size);
        }
      }
    } finally {
      executable.dispose();
    }
  } finally {
    for (const tensor of Object.values(tensors)) tensor.dispose();
  }
  return Object.fromEntries(results);
}

function countOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
