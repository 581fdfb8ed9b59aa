/**
 * WebGPU in Node by Dawn (package `webgpu`, a development dependency). On a machine without a GPU the software adapter that
 * comes with Debian's Chromium serves. The handle keeps Dawn's instance alive: close it when all devices are disposed.
 */

export interface NodeGpu {
  readonly gpu: GPU;
  close(): void;
}

interface NodeProcess {
  readonly env: Record<string, string | undefined>;
  getBuiltinModule(name: "node:fs"): { existsSync(path: string): boolean };
}

const softwareDriver = "/usr/lib/chromium/vk_swiftshader_icd.json";

/** Undefined where the package or an adapter is missing. */
export async function openNodeGpu(): Promise<NodeGpu | undefined> {
  const host: { process?: NodeProcess } = Object(globalThis);
  const node = host.process;
  if (node === undefined) return undefined;
  if (node.env.VK_ICD_FILENAMES === undefined && node.getBuiltinModule("node:fs").existsSync(softwareDriver)) {
    node.env.VK_ICD_FILENAMES = softwareDriver;
  }
  let handle: { gpu: GPU | undefined };
  try {
    const { create } = await import("webgpu");
    handle = { gpu: create([]) };
  } catch {
    return undefined;
  }
  const { gpu } = handle;
  if (gpu === undefined || (await gpu.requestAdapter()) === null) return undefined;
  return {
    gpu,
    close() {
      handle.gpu = undefined;
    },
  };
}
