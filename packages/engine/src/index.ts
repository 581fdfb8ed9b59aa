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
export type { Plan, PlanBuffer, PlanKernel, PlanMemory } from "./plan.ts";
export { openReferenceDevice, type ReferenceDevice } from "./targets/reference/device.ts";
export type { ReferenceExecutable, ReferenceSubmission } from "./targets/reference/executable.ts";
export type { ReferenceTensor } from "./targets/reference/tensor.ts";
