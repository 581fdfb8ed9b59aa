/**
 * Networks drawn at random from the whole catalogue: the same losses and weights on WebGPU as on the reference target. How far apart they may be
 * follows from the network itself: a second run on the reference target, with inputs and weights moved by a millionth, tells how much it magnifies rounding
 * (weights too: behind a normalization of one channel every input is 1 or -1, and only weights part values that tie).
 */
import { type EngineDevice, openReferenceDevice, openWebgpuDevice } from "@downhill/engine";
import { openNodeGpu } from "@downhill/engine/testing";
import { blocks } from "@downhill/model";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { planRun } from "./run/runPlan.ts";
import { openRunSession } from "./run/runSession.ts";
import { buildRandomModel, type RandomModel } from "./testing/randomModel.ts";

const nodeGpu = await openNodeGpu();
if (nodeGpu === undefined)
  throw new Error("No WebGPU adapter in Node: install Chromium and libvulkan1, or run on a machine with a GPU.");
const { gpu } = nodeGpu;
afterAll(() => nodeGpu.close());

/** The same networks at every run of the suite; RANDOM_RUNS and RANDOM_SEED draw others. */
const runs = Number(globalThis.process?.env.RANDOM_RUNS ?? 40);
const seed = Number(globalThis.process?.env.RANDOM_SEED ?? 1);
const steps = 3;
const tolerance = 2e-3;

async function train({ spec, dataset }: RandomModel, device: EngineDevice, moveWeights = false) {
  const planned = planRun(spec, dataset);
  if (!planned.ok) throw new Error(planned.message);
  const plan = planned.value;
  const first = plan.createInitialStates();
  const states = moveWeights && first.parameters ? { ...first, parameters: first.parameters.map(move) } : first;
  const session = await openRunSession({ device, plan, dataset, states });
  try {
    const { series } = session.submitTraining(0, steps, plan.startRateMemory());
    const losses = plan.summarizeSteps(await series, 0, steps).map(({ loss }) => loss ?? Number.NaN);
    return { losses, states: await session.readStates() };
  } finally {
    session.dispose();
  }
}

/** By a millionth of its size, and a little where it is 0. */
const move = (value: number, place: number) => value + 1e-6 * Math.sin(place + 1) * (Math.abs(value) + 0.1);

function moveInputs({ dataset, ...rest }: RandomModel): RandomModel {
  const features = dataset.features.map((feature) => {
    if (feature.role !== "input") return feature;
    return { ...feature, values: { ...feature.values, training: feature.values.training.map(move) } };
  });
  return { ...rest, dataset: { ...dataset, features } };
}

/** How many times the effect of a millionth may be exceeded: some rounding errors add up that no input shows. */
const magnification = 10;

test("WebGPU and reference agree", { timeout: 600_000 }, async () => {
  const seen = new Set<string>();
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(10_000), { minLength: 60, maxLength: 160 }),
      fc.constantFrom(1, 3, 4, 5),
      async (choices, batchSize) => {
        const model = buildRandomModel(choices, batchSize);
        const want = await train(model, openReferenceDevice());
        // A network that explodes says nothing about either target.
        if (want.losses.some((loss) => !(Math.abs(loss) < 1e3))) return;
        compared += 1;
        for (const kind of model.kinds) seen.add(kind);
        const got = await train(model, await openWebgpuDevice({ gpu }));
        const moved = await train(moveInputs(model), openReferenceDevice(), true);
        const compare = (what: string, step: number, of: (run: typeof want) => number | undefined) => {
          const [wanted, found, shaken] = [of(want) ?? Number.NaN, of(got) ?? Number.NaN, of(moved) ?? Number.NaN];
          const allowed = tolerance * (1 + Math.abs(wanted)) + magnification * Math.abs(shaken - wanted);
          if (!(Math.abs(found - wanted) <= allowed)) {
            const blocks = model.spec.document.blocks.map(({ id, parameters }) => `${id} ${JSON.stringify(parameters)}`);
            expect.fail(`${what} ${step} is ${found} instead of ${wanted} (±${allowed}):\n${blocks.join("\n")}`);
          }
        };
        for (let step = 0; step < steps; step++) compare("loss of step", step, ({ losses }) => losses[step]);
        for (const [state, values] of Object.entries(want.states)) {
          for (let place = 0; place < values.length; place++) compare(state, place, ({ states }) => states[state]?.[place]);
        }
      },
    ),
    { numRuns: runs, seed, endOnFailure: true },
  );
  // Drawings that were mostly left out, or never met half of the catalogue, would test little.
  expect(compared).toBeGreaterThan(runs * 0.8);
  expect(seen.size).toBeGreaterThan(blocks.length / 2);
});
