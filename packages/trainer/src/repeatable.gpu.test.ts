/** The same seeds give the same bits on one device: however the steps are submitted, and through a checkpoint. */
import { type EngineDevice, openWebgpuDevice } from "@downhill/engine";
import { openNodeGpu } from "@downhill/engine/testing";
import { afterAll, describe, expect, test } from "vitest";
import { decodeCheckpoint, encodeCheckpoint } from "./checkpoint/checkpoint.ts";
import { checkpointFormatVersion } from "./checkpoint/checkpointManifest.ts";
import { joinStates, type StateValues, splitStates } from "./checkpoint/stateTensors.ts";
import { lendDevice } from "./run/lendDevice.ts";
import { planRun, type RunPlan } from "./run/runPlan.ts";
import { openRunSession } from "./run/runSession.ts";
import { buildExperiment, type TestExperiment } from "./testing/experiment.ts";
import { testNetworks } from "./testing/networks.ts";

const nodeGpu = await openNodeGpu();
if (nodeGpu === undefined)
  throw new Error("No WebGPU adapter in Node: install Chromium and libvulkan1, or run on a machine with a GPU.");
const { gpu } = nodeGpu;
afterAll(() => nodeGpu.close());

interface Bits {
  readonly states: StateValues;
  readonly series: Readonly<Record<string, readonly number[]>>;
}

interface Walk {
  readonly experiment: TestExperiment;
  readonly plan: RunPlan;
  /** Steps of each submit. */
  readonly chunks: readonly number[];
  readonly fromStep?: number;
  readonly states?: StateValues;
  readonly device: EngineDevice;
}

async function train({
  experiment,
  plan,
  chunks,
  device,
  fromStep = 0,
  states = plan.createInitialStates(),
}: Walk): Promise<Bits> {
  const session = await openRunSession({ device: lendDevice(device), plan, dataset: experiment.dataset, states });
  try {
    const series: Record<string, number[]> = {};
    let step = fromStep;
    for (const count of chunks) {
      const points = await session.guard(session.submitTraining(step, count).series);
      for (const [name, values] of Object.entries(points)) series[name] = [...(series[name] ?? []), ...bitsOf(values)];
      step += count;
    }
    return { states: await session.readStates(), series };
  } finally {
    session.dispose();
  }
}

/** Numbers as their bits, so that NaN equals itself and -0 is not 0. */
function bitsOf(values: Float32Array): number[] {
  return [...new Uint32Array(values.slice().buffer)];
}

/** To a checkpoint's bytes and back. */
function saveAndLoad(plan: RunPlan, states: StateValues, step: number): StateValues {
  const bytes = encodeCheckpoint({
    manifest: {
      format: "downhill/checkpoint",
      version: checkpointFormatVersion,
      engineVersion: "test",
      step,
      evaluatedStep: 0,
      best: null,
      rateMemory: null,
      stepsPerEpoch: plan.stepsPerEpoch,
      specHash: "",
      datasetVersionHash: "",
      dataAccessSeed: 0,
      weightSeed: 0,
    },
    tensors: splitStates(plan.layout, states),
  });
  const decoded = decodeCheckpoint(bytes);
  if (!decoded.ok) throw new Error(decoded.message);
  const joined = joinStates(plan.layout, decoded.value.tensors);
  if (!joined.ok) throw new Error(joined.missing);
  return joined.states;
}

describe.each(testNetworks)("$name", (network) => {
  const devices: EngineDevice[] = [];
  const openDevice = async () => {
    const device = await openWebgpuDevice({ gpu });
    devices.push(device);
    return device;
  };
  afterAll(() => {
    for (const device of devices) device.dispose();
  });
  const open = async () => {
    const experiment = await buildExperiment(network);
    const planned = planRun(experiment.spec, experiment.dataset);
    if (!planned.ok) throw new Error(planned.message);
    return { experiment, plan: planned.value, device: devices[0] ?? (await openDevice()) };
  };

  test("the same bits twice, whatever the steps per submit", async () => {
    const { experiment, plan, device } = await open();
    const whole = await train({ device, experiment, plan, chunks: [12] });
    expect(Object.keys(whole.series).length).toBeGreaterThan(0);
    expect(whole.states.parameters).not.toEqual(plan.createInitialStates().parameters);
    for (const chunks of [[12], Array.from({ length: 12 }, () => 1), [5, 4, 3], [1, 11]]) {
      expect(await train({ device, experiment, plan, chunks })).toEqual(whole);
    }
    expect(await train({ device: await openDevice(), experiment, plan, chunks: [12] })).toEqual(whole);
  });

  test("N + M steps are N, save, load, M", async () => {
    const { experiment, plan, device } = await open();
    const whole = await train({ device, experiment, plan, chunks: [12] });
    for (const first of [1, 7]) {
      const before = await train({ device, experiment, plan, chunks: [first] });
      const states = saveAndLoad(plan, before.states, first);
      const after = await train({ device, experiment, plan, chunks: [12 - first], fromStep: first, states });
      expect(after.states).toEqual(whole.states);
      for (const [name, values] of Object.entries(whole.series)) {
        expect([...(before.series[name] ?? []), ...(after.series[name] ?? [])]).toEqual(values);
      }
    }
  });

  test("other seeds give other bits", async () => {
    const { experiment, plan, device } = await open();
    const whole = await train({ device, experiment, plan, chunks: [4] });
    for (const seed of ["weightSeed", "dataAccessSeed"] as const) {
      const spec = { ...experiment.spec, options: { ...experiment.spec.options, [seed]: 4321 } };
      const planned = planRun(spec, experiment.dataset);
      if (!planned.ok) throw new Error(planned.message);
      const other = await train({ device, experiment, plan: planned.value, chunks: [4] });
      expect(other.states.parameters).not.toEqual(whole.states.parameters);
    }
  });
});
