/**
 * What a training step asks of the device, counted for four networks through a GPU that writes down every call. The numbers are
 * pinned: one that grows is a step that became dearer, and must be argued for here.
 */
import type { EncodedDataset, EncodedFeature } from "@downhill/data";
import { openWebgpuDevice } from "@downhill/engine";
import { openNodeGpu, recordGpu } from "@downhill/engine/testing";
import { type CompilerOptions, createOptions, type ModelDocument } from "@downhill/model";
import type { ExperimentSpec } from "@downhill/protocol";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import { planRun } from "./run/runPlan.ts";
import { openRunSession } from "./run/runSession.ts";
import { startRun } from "./startRun.ts";
import { chainModel } from "./testing/experiment.ts";
import { recordCheckpoints, recordEvents } from "./testing/recordings.ts";

const nodeGpu = await openNodeGpu();
if (nodeGpu === undefined)
  throw new Error("No WebGPU adapter in Node: install Chromium and libvulkan1, or run on a machine with a GPU.");
afterAll(() => nodeGpu.close());
afterEach(() => vi.restoreAllMocks());

type Sample = Pick<EncodedFeature, "shape" | "kind">;

interface Network {
  readonly name: string;
  readonly input: Sample;
  readonly target: Sample;
  readonly document: ModelDocument;
  readonly options?: Partial<CompilerOptions>;
  readonly mostDispatches: number;
}

const dense = (units: number, activation = "relu") => ({ kind: "dense", parameters: { units, activation } });
const digits: Sample = { kind: "categorical", shape: [10] };

const networks: readonly Network[] = [
  {
    name: "MNIST MLP 784-256-128-10 with Adam",
    input: { kind: "numeric", shape: [784] },
    target: digits,
    document: chainModel([dense(256), dense(128), dense(10, "softmax")]),
    mostDispatches: 10,
  },
  {
    name: "tabular MLP 13-64-64-1 with momentum",
    input: { kind: "numeric", shape: [13] },
    target: { kind: "numeric", shape: [1] },
    document: chainModel([dense(64), dense(64), dense(1, "linear")]),
    options: { optimizer: { kind: "sgd", parameters: { momentum: 0.9 } }, learningRate: 0.01 },
    mostDispatches: 9,
  },
  {
    name: "small convolutional network with batch normalization",
    input: { kind: "image", shape: [8, 8, 1] },
    target: digits,
    document: chainModel([
      { kind: "convolution2d", parameters: { filters: 4, activation: "relu", padding: "same" } },
      { kind: "maxPooling2d" },
      { kind: "convolution2d", parameters: { filters: 6, padding: "same" } },
      { kind: "batchNormalization" },
      { kind: "activation", parameters: { activation: "relu" } },
      { kind: "maxPooling2d" },
      { kind: "flatten" },
      { kind: "dropout", parameters: { rate: 0.2 } },
      dense(10, "softmax"),
    ]),
    mostDispatches: 17,
  },
  {
    name: "character transformer",
    input: { kind: "numeric", shape: [12] },
    target: { kind: "categorical", shape: [12, 9] },
    document: chainModel([
      { kind: "embedding", parameters: { vocabulary: 9, units: 8 } },
      { kind: "positionEmbedding" },
      { kind: "transformerBlock", parameters: { heads: 2, causal: true } },
      { kind: "transformerBlock", parameters: { heads: 2, causal: true } },
      { kind: "layerNormalization" },
      dense(9, "softmax"),
    ]),
    mostDispatches: 46,
  },
];

const batchSize = 32;

function createExperiment({ input, target, document, options }: Network, steps: number) {
  const samples = { training: steps * batchSize, validation: 64, test: 0 };
  const fill = ({ shape, kind }: Sample, rows: number, place: number): Float32Array => {
    const size = shape.reduce((a, b) => a * b, 1);
    const values = new Float32Array(rows * size);
    if (kind === "categorical") for (let row = 0; row < rows; row++) values[row * size + ((row * 7) % size)] = 1;
    else for (let i = 0; i < values.length; i++) values[i] = (((i + place) * 37) % 101) / 50 - 1;
    return values;
  };
  const encode = (name: string, role: "input" | "target", sample: Sample): EncodedFeature => ({
    name,
    role,
    ...sample,
    values: {
      training: fill(sample, samples.training, 0),
      validation: fill(sample, samples.validation, 5),
      test: new Float32Array(0),
    },
  });
  const features = [encode("x", "input", input), encode("y", "target", target)];
  const none = new Uint32Array(0);
  const dataset: EncodedDataset = {
    features,
    samples,
    statistics: [],
    rows: { training: none, validation: none, test: none },
    droppedRows: 0,
  };
  const spec: ExperimentSpec = {
    document,
    options: createOptions({ batchSize, epochs: 1, ...options }),
    signature: {
      features: features.map(({ name, role, kind, shape }) => ({ name, role, kind, shape: [...shape] })),
      samples,
    },
    datasetVersionHash: "0".repeat(64),
  };
  return { spec, dataset };
}

describe.each(networks)("$name", (network) => {
  test("a submit of K steps is one pass of K times the same dispatches, and makes nothing", async () => {
    const { spec, dataset } = createExperiment(network, 20);
    const planned = planRun(spec, dataset);
    if (!planned.ok) throw new Error(planned.message);
    const { gpu, record } = recordGpu(nodeGpu.gpu);
    const device = await openWebgpuDevice({ gpu });
    const plan = planned.value;
    const session = await openRunSession({ device, plan, dataset, states: plan.createInitialStates() });
    await session.prepareEvaluation();
    await session.submitTraining(0, 1).series;
    let fromStep = 1;
    for (const steps of [1, 8, 3]) {
      const before = { ...record };
      await session.submitTraining(fromStep, steps).series;
      fromStep += steps;
      const { dispatches, ...others } = Object.fromEntries(
        Object.entries(record).map(([call, count]) => [call, count - before[call as keyof typeof before]]),
      );
      expect(dispatches! % steps).toBe(0);
      expect(dispatches! / steps).toBeLessThanOrEqual(network.mostDispatches);
      expect(others).toEqual({
        passes: 1,
        encoders: 1,
        submits: 1,
        bufferWrites: 1,
        copies: 1,
        maps: 1,
        buffers: 0,
        bindGroups: 0,
        pipelines: 0,
      });
    }
    session.dispose();
  });

  test("a whole run reads back at most three times in 100 steps, and makes nothing once it runs", async () => {
    // The clock of a GPU that is a thousand times as fast as this machine: the trainer then takes its longest submits.
    const readClock = performance.now.bind(performance);
    const startMs = readClock();
    vi.spyOn(performance, "now").mockImplementation(() => startMs + (readClock() - startMs) / 1000);
    const steps = 1216;
    const { spec, dataset } = createExperiment(network, steps);
    const { gpu, record } = recordGpu(nodeGpu.gpu);
    /** Taken all the time, to look afterwards at the middle of the run. */
    const moments: (typeof record)[] = [];
    const watch = setInterval(() => moments.push({ ...record }), 5);
    const outcome = await startRun({
      spec,
      dataset,
      events: recordEvents(),
      checkpoints: recordCheckpoints(),
      openDevice: () => openWebgpuDevice({ gpu }),
    }).outcome;
    clearInterval(watch);
    expect(outcome).toEqual({ state: "finished", step: steps });
    // Submits at the beginning are short, and the end reads the weights; in between it is one in 64.
    expect((100 * record.maps) / steps).toBeLessThanOrEqual(3);
    const share = (moment: typeof record) => moment.dispatches / record.dispatches;
    const middle = moments.filter((moment) => share(moment) > 0.2 && share(moment) < 0.9);
    const [first, last] = [middle[0]!, middle.at(-1)!];
    const spent = (call: keyof typeof record) => last[call] - first[call];
    expect(spent("dispatches")).toBeGreaterThan(0.4 * record.dispatches);
    expect(spent("passes")).toBe(spent("submits"));
    expect({ buffers: spent("buffers"), bindGroups: spent("bindGroups"), pipelines: spent("pipelines") }).toEqual({
      buffers: 0,
      bindGroups: 0,
      pipelines: 0,
    });
  });
});
