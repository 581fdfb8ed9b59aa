/** Where the numbers went wrong is found by replaying: the block, the tensor and the step. */
import { type EngineDevice, openReferenceDevice } from "@downhill/engine";
import { describe, expect, test } from "vitest";
import { startRun } from "../startRun.ts";
import { buildExperiment, type TestExperiment } from "../testing/experiment.ts";
import { recordCheckpoints, recordEvents } from "../testing/recordings.ts";
import { findNonFinite } from "./findNonFinite.ts";
import { lendDevice } from "./lendDevice.ts";
import { planRun } from "./runPlan.ts";

const regression = {
  generator: "regressionSurface",
  blocks: [
    { kind: "dense", parameters: { units: 8, activation: "tanh" } },
    { kind: "dense", parameters: { units: 1 } },
  ],
  options: { learningRate: 0.01, epochs: 2, batchSize: 16, shuffle: false },
} as const;

/** The experiment with one number of one sample broken. */
function breakSample(
  { spec, dataset }: TestExperiment,
  { feature, place, value }: { feature: number; place: number; value: number },
) {
  const features = dataset.features.map((own, i) => {
    if (i !== feature) return own;
    const training = own.values.training.slice();
    training[place * own.shape.reduce((product, size) => product * size, 1)] = value;
    return { ...own, values: { ...own.values, training } };
  });
  return { spec, dataset: { ...dataset, features } };
}

async function run({ spec, dataset }: TestExperiment) {
  const events = recordEvents();
  const outcome = await startRun({
    spec,
    dataset,
    events,
    checkpoints: recordCheckpoints(),
    openDevice: async (): Promise<EngineDevice> => openReferenceDevice(),
  }).outcome;
  const nonFinite = events.events.find((event) => event.type === "nonFinite");
  return { outcome, nonFinite };
}

describe("a run whose loss is not finite", () => {
  test("names the batch, where a sample was broken", async () => {
    const experiment = await buildExperiment(regression);
    const input = experiment.dataset.features.findIndex(({ role }) => role === "input");
    const { outcome, nonFinite } = await run(breakSample(experiment, { feature: input, place: 40, value: Number.NaN }));
    expect(outcome).toMatchObject({ state: "failed", step: 3 });
    expect(nonFinite).toMatchObject({
      step: 3,
      source: { step: 3, pass: "forward", tensor: expect.stringMatching(/^the batch of training\//), badElements: 1 },
    });
    expect(outcome.message).toMatch(
      /It began with the batch of training\/\w+, 1 of its 32 numbers, in the forward pass of step 3\./,
    );
  });

  test("replays to it from a snapshot far before", async () => {
    const experiment = await buildExperiment(regression);
    const input = experiment.dataset.features.findIndex(({ role }) => role === "input");
    const { nonFinite } = await run(breakSample(experiment, { feature: input, place: 16 * 18, value: Number.NaN }));
    expect(nonFinite).toMatchObject({ step: 19, source: { step: 19, badElements: 1 } });
  });

  test("names the target, where that was broken", async () => {
    const experiment = await buildExperiment(regression);
    const target = experiment.dataset.features.findIndex(({ role }) => role === "target");
    const broken = breakSample(experiment, { feature: target, place: 0, value: Number.POSITIVE_INFINITY });
    const { nonFinite } = await run(broken);
    const name = broken.dataset.features[target]?.name;
    expect(nonFinite).toMatchObject({ step: 1, source: { step: 1, tensor: `the batch of training/${name}` } });
  });

  test("names a step at or before that of the loss, and a block of the model or a stage, where it diverges", async () => {
    const experiment = await buildExperiment({
      ...regression,
      blocks: [
        { kind: "dense", parameters: { units: 8, activation: "linear" } },
        { kind: "dense", parameters: { units: 1 } },
      ],
      options: { learningRate: 10, epochs: 30, batchSize: 16, optimizer: { kind: "sgd", parameters: {} } },
    });
    const { outcome, nonFinite } = await run(experiment);
    if (nonFinite?.type !== "nonFinite" || !nonFinite.source) throw new Error("The source was not found.");
    const { step, origin, badElements, elements } = nonFinite.source;
    expect(step).toBeLessThanOrEqual(outcome.step);
    expect(step).toBeGreaterThan(outcome.step - 3);
    const known = [...experiment.spec.document.blocks.map(({ id }) => id), "loss", "optimizer", "metrics"];
    expect(known).toContain(origin);
    expect(badElements).toBeGreaterThan(0);
    expect(badElements).toBeLessThanOrEqual(elements);
    expect(outcome.message).toContain("It began with ");
  });
});

test("replays the rates that the run had, where its schedule looks at results", async () => {
  // All evaluations are told to be alike: none is better than the first, where the last snapshot is, and the rate falls.
  const options = { ...regression.options, epochs: 6, checkpointIntervalSeconds: 3600 };
  const schedule = { kind: "reduceOnPlateau", parameters: { factor: 0.5, patience: 1 } };
  // Dropout, so that the program is told the number of each step.
  const blocks = [{ kind: "dropout", parameters: { rate: 0.1 } }, ...regression.blocks];
  const { spec, dataset } = await buildExperiment({ ...regression, blocks, options: { ...options, schedule } });
  /** Learning rates by step: those of the run, then those of the replays. */
  const rates: Map<number, number>[] = [];
  const openDevice = async (): Promise<EngineDevice> => {
    const device = openReferenceDevice();
    return {
      ...lendDevice(device),
      dispose: () => device.dispose(),
      async compile(program, bindings, options) {
        const executable = await device.compile(program, bindings, options);
        const isTraining = program.updates.some(({ name }) => name === "parameters");
        const own = new Map<number, number>();
        const isRun = isTraining && rates.push(own) === 1;
        return {
          plan: executable.plan,
          writeInput: (name, values) => executable.writeInput(name, values),
          readOutput: (name) => executable.readOutput(name),
          dispose: () => executable.dispose(),
          submit(scalars) {
            const { step = [], learningRate = [] } = scalars.values;
            for (const [place, number] of step.entries()) own.set(number, learningRate[place] ?? Number.NaN);
            const { done, series } = executable.submit(scalars);
            const isLate = isRun && step.at(-1) === lastStep;
            const loss = isLate ? Number.NaN : 1;
            const told = series.then((values) =>
              isLate || !isTraining ? { ...values, loss: new Float32Array(scalars.steps).fill(loss) } : values,
            );
            return { done, series: told };
          },
        };
      },
    };
  };
  const lastStep = 6 * Math.ceil(dataset.samples.training / 16) - 1;
  const events = recordEvents();
  const outcome = await startRun({ spec, dataset, events, checkpoints: recordCheckpoints(), openDevice }).outcome;
  expect(outcome.message).toMatch(/^The training loss became NaN/);
  const [used, ...replays] = rates;
  const replayed = new Map(replays.flatMap((own) => [...own]));
  expect(new Set(replayed.values()).size).toBeGreaterThan(1);
  for (const [step, rate] of replayed) expect({ step, rate }).toEqual({ step, rate: used?.get(step) });
});

test("finds broken weights by their name, and keeps the device open", async () => {
  const { spec, dataset } = await buildExperiment(regression);
  const planned = planRun(spec, dataset);
  if (!planned.ok) throw new Error(planned.message);
  const plan = planned.value;
  const initial = plan.createInitialStates();
  const parameters = initial.parameters!.slice();
  const bias = plan.layout.tensors.find(({ key }) => key === "dense2/bias")!;
  parameters[bias.offset] = Number.NaN;
  const device = openReferenceDevice();
  const snapshot = { step: 0, evaluatedStep: 0, best: null, rateMemory: null, states: { ...initial, parameters } };
  const source = await findNonFinite({ device, plan, dataset, snapshot, step: 1 });
  expect(source).toEqual({
    step: 1,
    origin: "dense2",
    pass: "forward",
    tensor: "the weights bias",
    badElements: 1,
    elements: 1,
  });
  expect(await findNonFinite({ device, plan, dataset, snapshot: { ...snapshot, states: initial }, step: 4 })).toBeNull();
  expect(await findNonFinite({ device, plan, dataset, snapshot, step: 90, isWanted: () => false })).toBeNull();
  device.dispose();
});
