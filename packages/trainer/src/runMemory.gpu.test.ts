/** The memory that is planned for a run is what its session allocates. */
import { openWebgpuDevice } from "@downhill/engine";
import { openNodeGpu, recordGpu } from "@downhill/engine/testing";
import { afterAll, expect, test } from "vitest";
import { planRun } from "./run/runPlan.ts";
import { openRunSession } from "./run/runSession.ts";
import { computeRunMemory } from "./runMemory.ts";
import { buildExperiment } from "./testing/experiment.ts";
import { testNetworks } from "./testing/networks.ts";

const nodeGpu = await openNodeGpu();
if (nodeGpu === undefined)
  throw new Error("No WebGPU adapter in Node: install Chromium and libvulkan1, or run on a machine with a GPU.");
const { gpu } = nodeGpu;
afterAll(() => nodeGpu.close());

const variants = testNetworks.flatMap((network) => [true, false].map((fusion) => ({ ...network, fusion })));

test.each(variants)("$name takes what was planned, fused: $fusion, and gives all of it back", async ({ fusion, ...network }) => {
  const { spec, dataset } = await buildExperiment(network);
  const planned = planRun(spec, dataset);
  if (!planned.ok) throw new Error(planned.message);
  const recording = recordGpu(gpu);
  const device = await openWebgpuDevice({ gpu: recording.gpu, fusion });
  const { limits, isSoftware, planning } = device.info;
  if (!limits || !planning) throw new Error("The device tells no limits.");
  const memory = computeRunMemory({ ...spec, limits, isSoftware, planning });
  const plan = planned.value;
  const session = await openRunSession({ device, plan, dataset, states: plan.createInitialStates() });
  await session.prepareEvaluation();
  const live = recording.getLiveBuffers();
  expect(memory?.totalBytes).toBe(live.reduce((total, { sizeBytes }) => total + sizeBytes, 0));
  // Rows of scalars and copies for the host are bound by no kernel as storage.
  const bound = live.filter(({ label }) => label !== "step rows" && label !== "series staging");
  expect(memory?.largestBufferBytes).toBe(Math.max(...bound.map(({ sizeBytes }) => sizeBytes)));
  expect(memory?.kinds.staging).toBe(
    live
      .filter(({ label }) => /^(series|series staging|step rows)$/.test(label))
      .reduce((total, { sizeBytes }) => total + sizeBytes, 0),
  );
  const parameters = plan.layout.tensors
    .filter(({ arena }) => arena !== "statistics")
    .reduce((total, { size }) => total + size, 0);
  expect(memory?.kinds.weights).toBeGreaterThanOrEqual(parameters * 4);
  expect(memory?.kinds.weights).toBeLessThan(parameters * 4 + 16 * plan.layout.tensors.length + 32);
  await session.submitTraining(0, 3).done;
  await session.readStates();
  session.dispose();
  expect(recording.getLiveBuffers()).toEqual([]);
});
