/** Two inputs and two targets in one model: a whole run, its series by target, and predictions from its checkpoint. */
import type { EncodedDataset, EncodedFeature } from "@downhill/data";
import { openReferenceDevice } from "@downhill/engine";
import { checkModel, createOptions, lowerTraining, type ModelDocument } from "@downhill/model";
import type { ExperimentSpec } from "@downhill/protocol";
import { expect, test } from "vitest";
import { decodeCheckpoint } from "./checkpoint/checkpoint.ts";
import { joinStates } from "./checkpoint/stateTensors.ts";
import { evaluate } from "./evaluate.ts";
import { predict } from "./predict.ts";
import { startRun } from "./startRun.ts";
import { recordCheckpoints, recordEvents } from "./testing/recordings.ts";

const counts = { training: 48, validation: 16, test: 0 };

/** Point (a, b) and point (c): the class is the sign of a + c, the size is 2 b - c. */
function makeFeature(
  name: string,
  role: EncodedFeature["role"],
  kind: EncodedFeature["kind"],
  numbersOf: (a: number, b: number, c: number) => readonly number[],
): EncodedFeature {
  const make = (first: number, count: number) =>
    Float32Array.from(
      Array.from({ length: count }, (_, sample) => {
        const place = first + sample;
        return numbersOf(Math.sin(place * 1.7), Math.sin(place * 2.3 + 1), Math.sin(place * 3.1 + 2));
      }).flat(),
    );
  return {
    name,
    role,
    kind,
    shape: [numbersOf(0, 0, 0).length],
    values: { training: make(0, counts.training), validation: make(1000, counts.validation), test: new Float32Array() },
  };
}

const features = [
  makeFeature("point", "input", "numeric", (a, b) => [a, b]),
  makeFeature("third", "input", "numeric", (_a, _b, c) => [c]),
  makeFeature("side", "target", "categorical", (a, _b, c) => (a + c > 0 ? [0, 1] : [1, 0])),
  makeFeature("size", "target", "numeric", (_a, b, c) => [2 * b - c]),
];

const dataset: EncodedDataset = {
  features,
  samples: counts,
  statistics: [],
  rows: { training: new Uint32Array(48), validation: new Uint32Array(16), test: new Uint32Array() },
  droppedRows: 0,
};

const block = (id: string, kind: string, parameters: Record<string, unknown>) => {
  return { id, kind, name: id, position: { x: 0, y: 0 }, parameters };
};
const line = (from: string, to: string, port = "input") => {
  return { id: `${from}-${to}`, from: { blockId: from, port: "output" }, to: { blockId: to, port } };
};

const document: ModelDocument = {
  format: "downhill/model",
  version: 1,
  blocks: [
    block("point", "input", { feature: "point" }),
    block("third", "input", { feature: "third" }),
    block("joined", "concatenate", {}),
    block("hidden", "dense", { units: 16, activation: "tanh" }),
    block("sideScores", "dense", { units: 2, activation: "softmax" }),
    block("sizeScore", "dense", { units: 1, activation: "linear" }),
    block("Side", "target", { feature: "side" }),
    block("Size", "target", { feature: "size" }),
  ],
  connections: [
    line("point", "joined", "inputs"),
    line("third", "joined", "inputs"),
    line("joined", "hidden"),
    line("hidden", "sideScores"),
    line("hidden", "sizeScore"),
    line("sideScores", "Side"),
    line("sizeScore", "Size"),
  ],
};

const spec: ExperimentSpec = {
  document,
  options: createOptions({
    epochs: 80,
    batchSize: 16,
    learningRate: 0.02,
    metrics: ["accuracy", "auc", "r2"],
    losses: { Size: { kind: "huber", parameters: { lossWeight: 2 } } },
  }),
  signature: {
    features: features.map(({ name, shape, kind, role }) => ({ name, shape: [...shape], kind, role })),
    samples: counts,
  },
  datasetVersionHash: "x",
};

test("two inputs and two targets check, train, evaluate and predict", async () => {
  expect(checkModel(spec).issues).toEqual([]);
  const events = recordEvents();
  const checkpoints = recordCheckpoints();
  const openDevice = async () => openReferenceDevice();
  const outcome = await startRun({ spec, dataset, openDevice, events, checkpoints }).outcome;
  expect(outcome).toEqual({ state: "finished", step: 240 });

  const last = (name: string) => Number(events.getSeries(name).values.at(-1));
  expect(last("validation/accuracy/Side")).toBeGreaterThan(0.85);
  expect(last("validation/auc/Side")).toBeGreaterThan(0.95);
  expect(last("validation/r2/Size")).toBeGreaterThan(0.9);
  expect(last("validation/loss")).toBeCloseTo(last("validation/loss/Side") + 2 * last("validation/loss/Size"), 5);
  expect(last("training/loss")).toBeCloseTo(last("training/loss/Side") + 2 * last("training/loss/Size"), 5);
  // A rank over one batch says nothing: it is measured on the subset only.
  expect(events.getSeries("training/auc/Side").values).toEqual([]);

  const decoded = decodeCheckpoint(checkpoints.saved.at(-1)?.bytes ?? new Uint8Array());
  const lowered = lowerTraining(spec);
  if (!decoded.ok || !lowered.ok) throw new Error("The run left nothing to predict with.");
  const joined = joinStates(lowered.model.layout, decoded.value.tensors);
  if (!joined.ok) throw new Error("The checkpoint lacks a tensor.");
  const inputs = Object.fromEntries(features.slice(0, 2).map(({ name, values }) => [name, values.validation]));
  const { prediction } = lowered.model;
  expect(prediction.inputs.map(({ feature }) => feature)).toEqual(["point", "third"]);
  const predictions = await predict({ device: openReferenceDevice(), prediction, states: joined.states, inputs, count: 16 });
  expect(Object.keys(predictions)).toEqual(["Side", "Size"]);
  const states = joined.states;
  const evaluated = await evaluate({ device: openReferenceDevice(), spec, dataset, states, subset: "validation" });
  for (const [name, value] of Object.entries(evaluated.summary)) expect(value, name).toBeCloseTo(last(`validation/${name}`), 5);
  const wanted = [0, 0, 0, 0];
  for (let sample = 0; sample < 16; sample++) {
    const truth = features[2]?.values.validation[2 * sample + 1] ?? 0;
    const predicted = (predictions.Side?.[2 * sample + 1] ?? 0) > 0.5 ? 1 : 0;
    wanted[truth * 2 + predicted] = (wanted[truth * 2 + predicted] ?? 0) + 1;
  }
  expect(evaluated.confusionMatrices).toEqual([{ targetId: "Side", classes: 2, counts: Float32Array.from(wanted) }]);
  const right = Array.from({ length: 16 }, (_, sample) => {
    const isSecond = (predictions.Side?.[2 * sample + 1] ?? 0) > 0.5;
    return isSecond === (features[2]?.values.validation[2 * sample + 1] === 1) ? 1 : 0;
  });
  expect(right.reduce<number>((sum, one) => sum + one, 0) / 16).toBeCloseTo(last("validation/accuracy/Side"), 6);
  const errors = Array.from(predictions.Size ?? [], (size, sample) =>
    Math.abs(size - (features[3]?.values.validation[sample] ?? 0)),
  );
  expect(Math.max(...errors)).toBeLessThan(1.5);
});

test("a target that no weight of the options reaches keeps the run going with the others", async () => {
  const options = { ...spec.options, epochs: 2, losses: { Size: { kind: "huber", parameters: { lossWeight: 0 } } } };
  expect(checkModel({ ...spec, options }).issues.map(({ code, severity }) => [code, severity])).toEqual([
    ["loss-weight-zero", "warning"],
  ]);
  const events = recordEvents();
  const openDevice = async () => openReferenceDevice();
  const outcome = await startRun({ spec: { ...spec, options }, dataset, openDevice, events, checkpoints: recordCheckpoints() })
    .outcome;
  expect(outcome.state).toBe("finished");
  expect(events.getSeries("training/loss").values).toEqual(events.getSeries("training/loss/Side").values);
});
