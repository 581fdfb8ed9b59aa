import type { Engine } from "../hosts/bundle.ts";

export type Place = "browser" | "Node";

export interface Entry {
  readonly name: string;
  readonly engine: Engine;
  readonly backend: "webgpu" | "wasm";
  readonly place: Place;
  /** Measured only to see what the machine's unrest does to a ratio. */
  readonly isControl?: boolean;
}

const peers: readonly Pick<Entry, "name" | "engine" | "backend">[] = [
  { name: "jax-js webgpu", engine: "jaxjs", backend: "webgpu" },
  { name: "TensorFlow.js webgpu", engine: "tfjs", backend: "webgpu" },
  { name: "jax-js wasm", engine: "jaxjs", backend: "wasm" },
  { name: "TensorFlow.js wasm", engine: "tfjs", backend: "wasm" },
];

/** Downhill first, then Downhill once more, which must be as fast as itself. */
export function listEntries(place: Place): Entry[] {
  const downhill = { name: "Downhill", engine: "downhill", backend: "webgpu", place } as const;
  return [downhill, { ...downhill, name: "Downhill (control)", isControl: true }, ...peers.map((peer) => ({ ...peer, place }))];
}
