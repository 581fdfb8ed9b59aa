export { type Checkpoint, type CheckpointResult, decodeCheckpoint } from "./checkpoint/checkpoint.ts";
export { CheckpointManifest } from "./checkpoint/checkpointManifest.ts";
export type { NamedTensor } from "./checkpoint/safetensors.ts";
export { type JoinResult, joinStates, type StateValues } from "./checkpoint/stateTensors.ts";
export { type CompileAheadRequest, compileAhead } from "./compileAhead.ts";
export { engineVersion } from "./engineVersion.ts";
export type { CheckpointStore, EventSink, RunHandle, RunOutcome, RunRequest } from "./ports.ts";
export { type PredictRequest, predict } from "./predict.ts";
export { startRun } from "./startRun.ts";
