/** How a step updates the weights, in whole runs on the reference target: what accumulation, averages, decay and penalties promise. */
import { openReferenceDevice } from "@downhill/engine";
import type { CompilerOptions } from "@downhill/model";
import { describe, expect, test } from "vitest";
import { decodeCheckpoint } from "./checkpoint/checkpoint.ts";
import { startRun } from "./startRun.ts";
import { buildExperiment, type TestExperimentOptions } from "./testing/experiment.ts";
import { recordCheckpoints, recordEvents } from "./testing/recordings.ts";
import { stopAfter } from "./testing/watchedDevice.ts";

const blocks = [
  { kind: "dense", parameters: { units: 8, activation: "tanh" } },
  { kind: "dense", parameters: { units: 3, activation: "softmax" } },
];

interface Run {
  readonly options: Partial<CompilerOptions>;
  readonly blocks?: TestExperimentOptions["blocks"];
  readonly resumeFrom?: Uint8Array;
  /** Asks for a stop once so many steps are submitted. */
  readonly stopStep?: number;
}

async function run({ options, blocks: own = blocks, resumeFrom, stopStep }: Run) {
  const { spec, dataset } = await buildExperiment({ blocks: own, options });
  const events = recordEvents();
  const checkpoints = recordCheckpoints();
  const openDevice = async () => openReferenceDevice();
  const request = { spec, dataset, events, checkpoints, openDevice, ...(resumeFrom ? { resumeFrom } : {}) };
  const handle = startRun(stopStep === undefined ? request : stopAfter(request, stopStep, () => handle.stop()));
  const outcome = await handle.outcome;
  const bytes = checkpoints.saved.at(-1)?.bytes ?? new Uint8Array();
  const decoded = decodeCheckpoint(bytes);
  if (!decoded.ok) throw new Error(`${decoded.message} ${outcome.message}`);
  const tensors = new Map(decoded.value.tensors.map(({ name, values }) => [name, Array.from(values)]));
  return { outcome, events, bytes, tensors, manifest: decoded.value.manifest, samples: dataset.samples.training };
}

type Finished = Awaited<ReturnType<typeof run>>;

function weightsOf({ tensors }: Finished, state = "parameters"): number[] {
  const names = [...tensors.keys()].filter((name) => name.startsWith(`${state}/`)).sort();
  return names.flatMap((name) => tensors.get(name) ?? []);
}

function expectSame(got: readonly number[], wanted: readonly number[], tolerance: number) {
  expect(got.length).toBe(wanted.length);
  expect(Math.max(...got.map((value, i) => Math.abs(value - (wanted[i] ?? Number.NaN))))).toBeLessThan(tolerance);
}

const sgd = { kind: "sgd", parameters: { momentum: 0.9 } };

describe("gradient accumulation", () => {
  test.each(["sgd", "adamw", "lamb"])(
    "trains %s like a large batch of the same rows, the incomplete last ones included",
    async (kind) => {
      const common = { epochs: 3, learningRate: 0.05, optimizer: { kind, parameters: {} }, clipping: "globalNorm" } as const;
      const large = await run({ options: { ...common, batchSize: 28 } });
      const gathered = await run({ options: { ...common, batchSize: 7, accumulationSteps: 4 } });
      expect(large.samples % 7).not.toBe(0);
      expectSame(weightsOf(gathered), weightsOf(large), 1e-7);
      expect(gathered.outcome.step).toBe(Math.ceil(large.samples / 7) * 3);
    },
  );

  test("the schedule counts updates", async () => {
    const options = { epochs: 1, batchSize: 10, accumulationSteps: 4, learningRate: 1 };
    const schedule = { kind: "step", parameters: { factor: 0.5, stepSize: 1 } };
    const { events, samples } = await run({ options: { ...options, schedule, optimizer: { kind: "sgd", parameters: {} } } });
    const updates = Math.ceil(Math.ceil(samples / 10) / 4);
    expect(events.getSeries("learningRate").values.at(-1)).toBeCloseTo(0.5 ** (updates - 1), 12);
  });
});

describe("the average of the weights", () => {
  const full = { batchSize: 100_000, learningRate: 0.2, optimizer: sgd, weightAverage: true };

  test("starts at the first weights after an update and follows them", async () => {
    const momentum = 0.8;
    const after = [];
    for (const epochs of [1, 2, 3]) {
      after.push(await run({ options: { ...full, epochs, weightAverageMomentum: momentum } }));
    }
    const [p1, p2, p3] = after.map((finished) => weightsOf(finished));
    const last = after[2];
    if (!p1 || !p2 || !p3 || !last) throw new Error("unreachable");
    const wanted = p1.map((value, i) => momentum * (momentum * value + (1 - momentum) * p2[i]!) + (1 - momentum) * p3[i]!);
    expectSame(weightsOf(last, "optimizer/weightAverage"), wanted, 1e-6);
  });

  test("is what evaluation looks at", async () => {
    const plain = await run({ options: { ...full, epochs: 4, weightAverage: false } });
    const averaged = await run({ options: { ...full, epochs: 4, weightAverageMomentum: 0.9 } });
    const latest = await run({ options: { ...full, epochs: 4, weightAverageMomentum: 0 } });
    const losses = [plain, averaged, latest].map(({ events }) => events.getSeries("validation/loss").values);
    expectSame(losses[2] ?? [], losses[0] ?? [], 1e-6);
    expect(losses[1]?.at(-1)).toBeGreaterThan((losses[0]?.at(-1) ?? 0) + 0.01);
    expect(weightsOf(averaged)).toEqual(weightsOf(plain));
  });
});

describe("weight decay and penalties", () => {
  const once = { epochs: 1, batchSize: 100_000, learningRate: 0.1 };
  test.each(["adamw", "adam", "sgd", "lamb", "muon"])(
    "of %s can leave out biases and the scales of normalization",
    async (kind) => {
      const norm = { kind: "batchNormalization" };
      const withNorm = [blocks[0]!, norm, blocks[1]!];
      const runWith = (weightDecay: number, decayScope: string) =>
        run({ blocks: withNorm, options: { ...once, optimizer: { kind, parameters: { weightDecay, decayScope } } } });
      const all = await runWith(0.5, "all");
      const matrices = await runWith(0.5, "matrices");
      const none = await runWith(0, "all");
      for (const [name, values] of matrices.tensors) {
        if (!name.startsWith("parameters/")) continue;
        const other = name.endsWith("/kernel") ? all : none;
        expect([name, values]).toEqual([name, other.tensors.get(name)]);
      }
      // Gamma starts at 1, so that decay shows on it.
      expect(all.tensors.get("parameters/batchNormalization2/gamma")).not.toEqual(
        none.tensors.get("parameters/batchNormalization2/gamma"),
      );
    },
  );

  test("an L2 penalty pulls as weight decay of twice its size does, on weights and not on biases", async () => {
    const decayed = await run({
      options: { ...once, epochs: 3, optimizer: { kind: "sgd", parameters: { weightDecay: 0.2, decayScope: "matrices" } } },
    });
    const penalized = blocks.map(({ kind, parameters }) => ({ kind, parameters: { ...parameters, l2: 0.1 } }));
    const got = await run({ blocks: penalized, options: { ...once, epochs: 3, optimizer: { kind: "sgd", parameters: {} } } });
    expectSame(weightsOf(got), weightsOf(decayed), 1e-6);
  });

  test("an L1 penalty moves every weight by rate times its size", async () => {
    const penalized = blocks.map(({ kind, parameters }) => ({ kind, parameters: { ...parameters, l1: 0.05 } }));
    const plain = { ...once, optimizer: { kind: "sgd", parameters: {} } };
    const without = await run({ options: plain });
    const got = await run({ blocks: penalized, options: plain });
    const moved = weightsOf(got).map((value, i) => Math.abs(Math.abs(value - weightsOf(without)[i]!) - 0.005) < 1e-6);
    const biases = 8 + 3;
    expect(moved.filter((isMoved) => !isMoved)).toHaveLength(biases);
  });
});

describe("frozen blocks", () => {
  test("keep their weights and statistics, and cost no optimizer state", async () => {
    const frozen = [
      { kind: "dense", parameters: { units: 8, activation: "tanh", trainable: false } },
      { kind: "batchNormalization", parameters: { trainable: false } },
      blocks[1]!,
    ];
    const { tensors, outcome } = await run({ blocks: frozen, options: { epochs: 2 } });
    expect(outcome.state).toBe("finished");
    const names = [...tensors.keys()];
    expect(names).toContain("frozen/dense1/kernel");
    expect(names.filter((name) => name.startsWith("optimizer/")).every((name) => name.includes("/dense3/"))).toBe(true);
    expect(tensors.get("statistics/batchNormalization2/running_mean")).toEqual(new Array(8).fill(0));
    expect(tensors.get("statistics/batchNormalization2/running_variance")).toEqual(new Array(8).fill(1));
  });
});

describe("goes on exactly from a checkpoint", () => {
  const plateau = {
    kind: "reduceOnPlateau",
    parameters: { factor: 0.5, patience: 1, threshold: 0.05, cooldown: 1, thresholdMode: "absolute" },
  };
  const cases: [string, Partial<CompilerOptions>][] = [
    [
      "in the middle of an accumulation",
      { accumulationSteps: 20, weightAverage: true, optimizer: { kind: "amsgrad", parameters: {} } },
    ],
    ["with a rate that follows the results", { schedule: plateau, optimizer: sgd, learningRate: 0.1 }],
    ["with a rate planned over the run", { schedule: { kind: "oneCycle", parameters: {} }, warmup: "linear", warmupSteps: 5 }],
    ["with tensors taken one by one", { optimizer: { kind: "muon", parameters: {} }, clipping: "tensorNorm" }],
    ["with slots that do not start at 0", { optimizer: { kind: "adagrad", parameters: { initialAccumulator: 0.1 } } }],
  ];

  test.each(cases)("%s", async (_name, changes) => {
    const options = { epochs: 12, batchSize: 16, learningRate: 0.02, ...changes };
    const whole = await run({ options });
    const first = await run({ options, stopStep: 17 });
    expect(first.manifest.step).toBeLessThan(whole.manifest.step);
    const second = await run({ options, resumeFrom: first.bytes });
    expect(second.bytes).toEqual(whole.bytes);
    for (const series of ["training/loss", "validation/loss"]) {
      const joined = [first, second].flatMap(({ events }) => events.getSeries(series).values);
      expect(joined).toEqual(whole.events.getSeries(series).values);
    }
  });

  test("and the rate that follows the results did fall", async () => {
    const { events, manifest } = await run({
      options: { epochs: 12, batchSize: 16, schedule: plateau, optimizer: sgd, learningRate: 0.1 },
    });
    const rates = events.getSeries("learningRate").values;
    expect(rates[0]).toBe(0.1);
    expect(rates.at(-1)).toBeLessThan(0.06);
    expect(manifest.rateMemory?.rate).toBeLessThanOrEqual(rates.at(-1) ?? 0);
  });

  test("a plan over the whole run is another training when the run is longer", async () => {
    const options = { schedule: { kind: "cosine", parameters: {} } };
    const first = await run({ options: { ...options, epochs: 2 } });
    await expect(run({ options: { ...options, epochs: 3 }, resumeFrom: first.bytes })).rejects.toThrow("another experiment");
    const constant = await run({ options: { epochs: 2 } });
    expect((await run({ options: { epochs: 3 }, resumeFrom: constant.bytes })).outcome.state).toBe("finished");
  });
});
