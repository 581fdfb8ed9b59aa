export { countTensorBytes } from "./allocation.ts";
export { describeBoundaries } from "./boundaryNotes.ts";
export {
  type CompileBindings,
  type CompileOptions,
  type DeviceInfo,
  type DeviceLoss,
  type DeviceTensor,
  type EngineDevice,
  EngineError,
  type Executable,
  type StepScalars,
  type Submission,
  type TargetName,
  type TensorValues,
} from "./device.ts";
export { formatBytes } from "./formatBytes.ts";
export { listInspectable, watchValues } from "./inspectProgram.ts";
export {
  type BufferCategory,
  type KernelPart,
  type Placement,
  type Plan,
  type PlanBuffer,
  type PlanKernel,
  type PlanLimits,
  type PlanMemory,
  type PlanOptions,
  type Schedule,
  type Store,
  specDefaultLimits,
} from "./plan.ts";
export { planProgram } from "./planProgram.ts";
export { optionsFor, runSelfTest, type SelfTestResult, type SelfTestVerdict } from "./selfTest.ts";
export { openReferenceDevice, type ReferenceDevice } from "./targets/reference/device.ts";
export type { ReferenceExecutable, ReferenceSubmission } from "./targets/reference/executable.ts";
export type { ReferenceTensor } from "./targets/reference/tensor.ts";
export { type OpenWebgpuOptions, openWebgpuDevice } from "./targets/webgpu/device.ts";
export type { TileChoice, TileTable } from "./tileTable.ts";
export { type TuneOptions, tuneTiles } from "./tuneTiles.ts";
