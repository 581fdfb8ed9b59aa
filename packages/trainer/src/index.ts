export { type Checkpoint, type CheckpointResult, decodeCheckpoint } from "./checkpoint/checkpoint.ts";
export { CheckpointManifest } from "./checkpoint/checkpointManifest.ts";
export type { NamedTensor } from "./checkpoint/safetensors.ts";
export { type JoinResult, joinStates, type StateValues } from "./checkpoint/stateTensors.ts";
export { type CompileAheadRequest, compileAhead } from "./compileAhead.ts";
export { engineVersion } from "./engineVersion.ts";
export { type ConfusionMatrix, type EvaluateRequest, type Evaluation, evaluate } from "./evaluate.ts";
export type { CheckpointStore, EventSink, RunHandle, RunOutcome, RunRequest } from "./ports.ts";
export { type PredictRequest, predict } from "./predict.ts";
export { describeNonFiniteSource } from "./run/describeNonFiniteSource.ts";
export { lendDevice } from "./run/lendDevice.ts";
export {
  computeRunMemory,
  findLargestBatch,
  type LargestBatchRequest,
  type MemoryRequest,
  type PlannedMemory,
  type RunMemory,
} from "./runMemory.ts";
export { startRun } from "./startRun.ts";
