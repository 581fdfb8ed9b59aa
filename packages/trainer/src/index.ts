export { type Checkpoint, type CheckpointResult, decodeCheckpoint } from "./checkpoint/checkpoint.ts";
export { CheckpointManifest } from "./checkpoint/checkpointManifest.ts";
export type { NamedTensor } from "./checkpoint/safetensors.ts";
export { engineVersion } from "./engineVersion.ts";
export type { CheckpointStore, EventSink, RunHandle, RunOutcome, RunRequest } from "./ports.ts";
export { startRun } from "./startRun.ts";
