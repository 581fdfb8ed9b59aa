/**
 * The trainer's three ports and its door. The trainer has no DOM, no fetch and no database: a tab, a worker and the command line
 * each bring their own store and sink. Everything here settles: a run ends in exactly one outcome.
 */
import type { EncodedDataset } from "@downhill/data";
import type { EngineDevice, TileTable } from "@downhill/engine";
import type { ExperimentSpec, RunEventBody, RunState } from "@downhill/protocol";

/** A checkpoint as bytes: safetensors (weights, optimizer state, statistics) whose metadata holds the manifest. */
export interface CheckpointStore {
  /** Keeps the bytes and returns their SHA-256 in hex. Called at a step boundary; training goes on while it is pending. */
  save(checkpoint: { readonly step: number; readonly bytes: Uint8Array; readonly isBest: boolean }): Promise<{ blob: string }>;
}

/** Takes events in order. May be slow: the trainer does not wait for it, but finishes only when it has taken everything. */
export interface EventSink {
  emit(event: RunEventBody): void;
  /** Settles when all events so far are safely kept. */
  flush(): Promise<void>;
}

export interface RunRequest {
  readonly spec: ExperimentSpec;
  readonly dataset: EncodedDataset;
  /** Opens the device; called again after a device loss. */
  readonly openDevice: () => Promise<EngineDevice>;
  readonly checkpoints: CheckpointStore;
  readonly events: EventSink;
  /** Bytes of the checkpoint to go on from. */
  readonly resumeFrom?: Uint8Array;
  /** Tiles measured on the device by `tuneTiles`. A run that goes on keeps those it began with. */
  readonly tiles?: TileTable;
}

export interface RunOutcome {
  readonly state: Extract<RunState, "finished" | "stopped" | "failed">;
  readonly step: number;
  /** One sentence, when it failed. */
  readonly message?: string;
}

export interface RunHandle {
  /** Each takes effect at the next step boundary. Pause and stop leave a checkpoint behind. */
  pause(): void;
  resume(): void;
  stop(): void;
  readonly outcome: Promise<RunOutcome>;
}
