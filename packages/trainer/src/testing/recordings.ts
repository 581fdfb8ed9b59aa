/** A sink and a store that keep everything in memory, as slow or as broken as a test wants them. */
import { decodePointValue, type RunEventBody } from "@downhill/protocol";
import type { CheckpointStore, EventSink } from "../ports.ts";

export interface RecordedEvents extends EventSink {
  readonly events: readonly RunEventBody[];
  /** Calls back at every event, after it is recorded. */
  onEvent: (event: RunEventBody) => void;
  getStates(): string[];
  /** All points of a series in the order told. */
  getSeries(name: string): { steps: number[]; values: number[] };
  flushCount: number;
}

export function recordEvents({ flush = () => Promise.resolve() }: { flush?: () => Promise<void> } = {}): RecordedEvents {
  const events: RunEventBody[] = [];
  return {
    events,
    onEvent: () => {},
    flushCount: 0,
    emit(event) {
      events.push(structuredClone(event));
      this.onEvent(event);
    },
    flush() {
      this.flushCount += 1;
      return flush();
    },
    getStates: () => events.flatMap((event) => (event.type === "state" ? [event.state] : [])),
    getSeries(name) {
      const chunks = events
        .flatMap((event) => (event.type === "points" ? event.points : []))
        .filter(({ series }) => series === name);
      return {
        steps: chunks.flatMap(({ steps }) => steps),
        values: chunks.flatMap(({ values }) => values.map(decodePointValue)),
      };
    },
  };
}

export interface SavedCheckpoint {
  readonly step: number;
  readonly bytes: Uint8Array;
  readonly isBest: boolean;
}

export interface RecordedCheckpoints extends CheckpointStore {
  readonly saved: readonly SavedCheckpoint[];
}

export function recordCheckpoints(
  onSave: (checkpoint: SavedCheckpoint) => Promise<void> = () => Promise.resolve(),
): RecordedCheckpoints {
  const saved: SavedCheckpoint[] = [];
  return {
    saved,
    async save(checkpoint) {
      await onSave(checkpoint);
      saved.push(checkpoint);
      return { blob: String(checkpoint.step).padStart(64, "0") };
    },
  };
}
