/** Dawn, WebGPU outside the browser. The only file that imports it: it is a native module and is loaded when first needed. */
import {
  type EngineDevice,
  EngineError,
  openReferenceDevice,
  openWebgpuDevice,
  optionsFor,
  runSelfTest,
  type SelfTestResult,
} from "@downhill/engine";

export type DeviceChoice = "auto" | "webgpu" | "reference";

export interface OpenedDevice {
  readonly device: EngineDevice;
  /** Said aloud when the device is not what one would expect. */
  readonly notice: string | null;
}

/** Dawn lives as long as this object: once it is collected, its devices crash the process. */
let gpu: GPU | null = null;

/** By adapter key, so that a device that is opened again after a loss is not tested again. */
const results = new Map<string, SelfTestResult>();

async function openDawn(): Promise<EngineDevice> {
  const { create, globals } = await import("webgpu");
  Object.assign(globalThis, globals);
  gpu ??= create([]);
  const device = await openWebgpuDevice({ gpu });
  const { isSoftware, key } = device.info;
  // Those compute as our tests do, and slowly.
  if (isSoftware) return device;
  const result = results.get(key) ?? (await runSelfTest(device));
  results.set(key, result);
  if (result.verdict === "sound") return device;
  device.dispose();
  if (result.verdict !== "unusable") return openWebgpuDevice({ gpu, ...optionsFor(result.verdict) });
  throw new EngineError("no-adapter", `The graphics adapter failed its test. ${result.problems[0] ?? ""}`);
}

/** `auto` falls back to the reference target; `webgpu` rejects where there is no adapter. */
export async function openCommandLineDevice(choice: DeviceChoice): Promise<OpenedDevice> {
  if (choice === "reference") return { device: openReferenceDevice(), notice: null };
  try {
    return { device: await openDawn(), notice: null };
  } catch (error) {
    if (choice === "webgpu") throw error;
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    return {
      device: openReferenceDevice(),
      notice: `No WebGPU adapter can be used (${reason}) Training on the reference target: on the CPU, exact, and slow.`,
    };
  }
}
