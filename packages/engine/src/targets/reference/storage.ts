/** How the reference target keeps values: f32 in double precision, integers exactly, bool as bytes. */
import { countElements, type DType, type TensorType } from "@downhill/ir";
import type { TensorValues } from "../../device.ts";

export type Storage = Float64Array | Int32Array | Uint32Array | Uint8Array;

export function allocateStorage(dtype: DType, length: number): Storage {
  switch (dtype) {
    case "f32":
      return new Float64Array(length);
    case "i32":
      return new Int32Array(length);
    case "u32":
      return new Uint32Array(length);
    case "bool":
      return new Uint8Array(length);
  }
}

export function allocateFor(type: TensorType): Storage {
  return allocateStorage(type.dtype, countElements(type.shape));
}

/** The values as they leave the engine: f32 is rounded here and nowhere else. */
export function toTensorValues(storage: Storage): TensorValues {
  if (storage instanceof Float64Array) return Float32Array.from(storage);
  if (storage instanceof Uint8Array) throw new TypeError("bool never leaves the device.");
  return storage.slice();
}

export function isMatchingArray(dtype: DType, values: TensorValues): boolean {
  switch (dtype) {
    case "f32":
      return values instanceof Float32Array;
    case "i32":
      return values instanceof Int32Array;
    case "u32":
      return values instanceof Uint32Array;
    case "bool":
      return false;
  }
}

export function asFloats(storage: Storage | undefined): Float64Array {
  if (storage instanceof Float64Array) return storage;
  throw new TypeError("An f32 value is needed here.");
}

export function asIntegers(storage: Storage | undefined): Int32Array | Uint32Array {
  if (storage instanceof Int32Array || storage instanceof Uint32Array) return storage;
  throw new TypeError("An integer value is needed here.");
}

export function asBooleans(storage: Storage | undefined): Uint8Array {
  if (storage instanceof Uint8Array) return storage;
  throw new TypeError("A bool value is needed here.");
}
