/** The targets that every case runs on: the f64 reference and WebGPU. */
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
  else if (process.env.WEBGPU !== "off") {
    throw new Error(
      "No WebGPU adapter in Node: install Chromium and libvulkan1, or set WEBGPU=off to check the reference target only.",
    );
  }
  return {
    targets,
    close() {
      for (const { device } of targets) device.dispose();
      adapter?.close();
    },
  };
}
