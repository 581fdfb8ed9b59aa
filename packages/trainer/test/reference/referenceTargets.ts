/** The targets that every case runs on: the f64 reference always, WebGPU where this machine has an adapter. */
import { type EngineDevice, openReferenceDevice, openWebgpuDevice, type TargetName } from "@downhill/engine";
import { openNodeGpu } from "@downhill/engine/testing";

export interface ReferenceTarget {
  readonly name: TargetName;
  readonly device: EngineDevice;
}

export interface OpenedTargets {
  readonly targets: readonly ReferenceTarget[];
  close(): void;
}

/** WEBGPU=off leaves the adapter alone, for a quick look at the numbers themselves. */
export async function openTargets(): Promise<OpenedTargets> {
  const targets: ReferenceTarget[] = [{ name: "reference", device: openReferenceDevice() }];
  const adapter = process.env.WEBGPU === "off" ? undefined : await openNodeGpu();
  if (adapter) targets.push({ name: "webgpu", device: await openWebgpuDevice({ gpu: adapter.gpu }) });
  else console.warn("No WebGPU adapter: the reference numbers are checked on the reference target only.");
  return {
    targets,
    close() {
      for (const { device } of targets) device.dispose();
      adapter?.close();
    },
  };
}
