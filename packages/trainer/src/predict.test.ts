import { openReferenceDevice } from "@downhill/engine";
import { lowerTraining } from "@downhill/model";
import { expect, test } from "vitest";
import { decodeCheckpoint } from "./checkpoint/checkpoint.ts";
import { joinStates } from "./checkpoint/stateTensors.ts";
import { predict } from "./predict.ts";
import { startRun } from "./startRun.ts";
import { buildExperiment } from "./testing/experiment.ts";
import { recordCheckpoints, recordEvents } from "./testing/recordings.ts";

test.each([1, 7])(
  "predicts from a checkpoint what the run's own evaluation measured, %i rows at a time",
  async (predictionBatchSize) => {
    const { spec, dataset } = await buildExperiment({
      blocks: [
        { kind: "dense", parameters: { units: 8, activation: "tanh" } },
        { kind: "dense", parameters: { units: 3, activation: "softmax" } },
      ],
      options: { learningRate: 0.02, epochs: 10, batchSize: 16 },
    });
    const events = recordEvents();
    const checkpoints = recordCheckpoints();
    await startRun({ spec, dataset, events, checkpoints, openDevice: async () => openReferenceDevice() }).outcome;
    const lowered = lowerTraining({ ...spec, settings: { predictionBatchSize } });
    const decoded = decodeCheckpoint(checkpoints.saved.at(-1)!.bytes);
    if (!lowered.ok || !decoded.ok) throw new Error("unreadable");
    const joined = joinStates(lowered.model.layout, decoded.value.tensors);
    if (!joined.ok) throw new Error(joined.missing);
    const features = Object.fromEntries(dataset.features.map(({ name, values }) => [name, values.validation]));
    const count = dataset.samples.validation;
    const device = openReferenceDevice();
    const { prediction } = lowered.model;
    const results = await predict({ device, prediction, states: joined.states, inputs: features, count });
    const predicted = Object.values(results)[0]!;
    const truth = features.class!;
    const classOf = (values: Float32Array, row: number) =>
      values.subarray(row * 3, row * 3 + 3).indexOf(Math.max(...values.subarray(row * 3, row * 3 + 3)));
    const rows = Array.from({ length: count }, (_, row) => row);
    const accuracy = rows.filter((row) => classOf(predicted, row) === classOf(truth, row)).length / count;
    expect(accuracy).toBeCloseTo(events.getSeries("validation/accuracy").values.at(-1)!, 6);
    for (const row of rows) expect(predicted.subarray(row * 3, row * 3 + 3).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
    await expect(predict({ device, prediction, states: {}, inputs: features, count })).rejects.toThrow("no values for");
    await expect(predict({ device, prediction, states: joined.states, inputs: {}, count })).rejects.toThrow("needs");
  },
);
