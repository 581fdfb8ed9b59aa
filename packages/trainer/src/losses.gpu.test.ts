/** Losses and metrics on WebGPU: extreme inputs stay finite, and weights and counts are those of the reference target. */
import { openReferenceDevice, openWebgpuDevice } from "@downhill/engine";
import { openNodeGpu, runProgram } from "@downhill/engine/testing";
import { gradients, ProgramBuilder } from "@downhill/ir";
import { defaultParameters, type LastActivation, losses, metrics } from "@downhill/model";
import { afterAll, describe, expect, test } from "vitest";
import { startRun } from "./startRun.ts";
import { buildExperiment, chainModel } from "./testing/experiment.ts";
import { type GivenFeature, openLoweredRun } from "./testing/loweredRun.ts";
import { recordCheckpoints, recordEvents } from "./testing/recordings.ts";

const nodeGpu = await openNodeGpu();
if (nodeGpu === undefined)
  throw new Error("No WebGPU adapter in Node: install Chromium and libvulkan1, or run on a machine with a GPU.");
const device = await openWebgpuDevice({ gpu: nodeGpu.gpu });
const { gpu } = nodeGpu;
afterAll(() => {
  device.dispose();
  nodeGpu.close();
});

const columns = 3;
const logits = [1e30, -1e30, 0, 1e4, -1e4, 100, -100, 100, 100, 88.8, -88.8, 0, 1e-30, 0, 0, -1e30, -1e30, -1e30];
const numbers = [1e4, -1e4, 0, 0, 0, 0, 1e-30, -1e-30, 100, -100, 1, -1, 1, 1, 1, 3e4, 3e4, -3e4];
const probabilities = [0, 1, 0, 1, 0, 0, 0.5, 0.5, 0, 1e-38, 1, 1e-45, 1, 1, 1, 1e-7, 1, 0];
const labels = [1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 0, 1, 0, 0];

const predictionsOf = (isForNumbers: boolean, activation: LastActivation): readonly number[] => {
  if (isForNumbers) return numbers;
  return activation === "linear" ? logits : probabilities;
};

describe.each(losses.map((loss) => [loss.kind, loss] as const))("%s", (kind, loss) => {
  const isScore = kind.toLowerCase().includes("hinge");
  const isForNumbers = loss.isForNumbers === true || isScore;
  const activations: readonly LastActivation[] = isForNumbers ? ["linear"] : ["linear", "other"];
  // In f32 1 − ε is 1 for the smallest one.
  const { epsilon } = loss.parameters;
  const settings: Readonly<Record<string, number>>[] = [{}, ...(epsilon?.type === "number" ? [{ epsilon: epsilon.min }] : [])];
  const cases = activations.flatMap((activation) => settings.map((changes) => ({ activation, changes })));
  test.each(cases)("stays finite at the edges after $activation with $changes", async ({ activation, changes }) => {
    const builder = new ProgramBuilder();
    const values = Float32Array.from(predictionsOf(isForNumbers, activation));
    const type = { dtype: "f32", shape: [values.length / columns, columns] } as const;
    const prediction = builder.input("prediction", type);
    const truth = builder.input("truth", type);
    const vector = (given: readonly number[]) => builder.constant(given[0] ?? 1, "f32", [given.length]);
    const context = { builder, prediction, truth, activation, logits: prediction, vector };
    const perSample = loss.lower(context, { ...defaultParameters(loss.parameters), ...changes });
    expect(perSample.type.shape).toEqual([values.length / columns]);
    const [gradient] = gradients(builder, builder.sum(perSample), [prediction]);
    const program = builder.finish({ outputs: { perSample, ...(gradient ? { gradient } : {}) } });
    const truths = Float32Array.from(loss.isForNumbers ? numbers.toReversed() : labels);
    const { outputs } = await runProgram(device, program, { tensors: { prediction: values, truth: truths } });
    for (const [name, results] of Object.entries(outputs)) {
      for (const [place, value] of Array.from(results).entries())
        expect(Number.isFinite(value), `${name}[${place}] is ${value}`).toBe(true);
    }
    expect(gradient, "a gradient").toBeDefined();
  });
});

test("weights, masks, tables and sums are those of the reference target", async () => {
  const rows = 37;
  const width = 5;
  const label = (sample: number) => (sample * sample) % 4;
  const features: GivenFeature[] = [
    {
      name: "x",
      role: "input",
      kind: "numeric",
      shape: [width],
      values: Float32Array.from({ length: rows * width }, (_, i) => Math.sin(i * 7.7)),
    },
    {
      name: "y",
      role: "target",
      kind: "categorical",
      shape: [4],
      classCounts: [10, 19, 3, 5],
      values: Float32Array.from({ length: rows * 4 }, (_, i) => (label(Math.floor(i / 4)) === i % 4 ? 1 : 0)),
    },
    { name: "w", role: "weight", kind: "numeric", shape: [1], values: Float32Array.from({ length: rows }, (_, i) => i % 4) },
  ];
  const results = [];
  for (const target of [device, openReferenceDevice()]) {
    const run = await openLoweredRun({
      device: target,
      document: chainModel([{ kind: "dense", parameters: { units: 4, activation: "softmax" } }]),
      features,
      options: {
        batchSize: 16,
        metrics: metrics.map(({ kind }) => kind),
        losses: { target2: { kind: "categoricalFocal", parameters: { classWeights: "balanced", meanOver: "weights" } } },
      },
      settings: { evaluationBatchSize: 16 },
    });
    await run.train(0, 9);
    const first = await run.evaluate();
    // The counts begin anew.
    expect(await run.evaluate()).toEqual(first);
    results.push(first);
  }
  const [got, wanted] = results;
  expect(Object.keys(wanted ?? {})).toEqual([
    "loss",
    "accuracy",
    "top3Accuracy",
    "precision",
    "recall",
    "f1",
    "auc",
    "perplexity",
  ]);
  for (const [name, value] of Object.entries(wanted ?? {})) expect(got?.[name], name).toBeCloseTo(value, 4);
});

test("a run records the counts of each epoch, however the next one follows", async () => {
  const { spec, dataset } = await buildExperiment({
    blocks: [{ kind: "dense", parameters: { units: 3, activation: "softmax" } }],
    options: { learningRate: 0.01, epochs: 6, batchSize: 16, metrics: ["accuracy", "auc", "f1"] },
  });
  const runs = [];
  for (const openDevice of [() => openWebgpuDevice({ gpu }), async () => openReferenceDevice()]) {
    const events = recordEvents();
    const { state } = await startRun({ spec, dataset, openDevice, events, checkpoints: recordCheckpoints() }).outcome;
    expect(state).toBe("finished");
    runs.push(events);
  }
  for (const name of ["validation/accuracy", "validation/auc", "validation/f1"]) {
    const [got = [], wanted = []] = runs.map((events) => events.getSeries(name).values.map(Number));
    expect(wanted.length).toBe(6);
    for (const [epoch, value] of wanted.entries()) expect(got[epoch], `${name} of epoch ${epoch}`).toBeCloseTo(value, 4);
  }
});
