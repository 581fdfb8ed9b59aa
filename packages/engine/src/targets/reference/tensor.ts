import { countElements, formatType, type TensorType } from "@downhill/ir";
import { type DeviceTensor, EngineError, type TensorValues } from "../../device.ts";
import { allocateFor, isMatchingArray, type Storage, toTensorValues } from "./storage.ts";

/** A tensor of the reference target. f32 is kept, and can be read and written, in double precision. */
export class ReferenceTensor implements DeviceTensor {
  readonly type: TensorType;
  readonly #storage: Storage;
  #isDisposed = false;

  constructor(type: TensorType, values?: TensorValues) {
    this.type = type;
    if (type.dtype === "bool") throw new EngineError("bad-binding", "A tensor on the device cannot be bool; use u32.");
    this.#storage = allocateFor(type);
    if (values) this.write(values);
  }

  /** The array itself, for the executable. */
  get storage(): Storage {
    if (this.#isDisposed) throw new EngineError("disposed", "This tensor was disposed.");
    return this.#storage;
  }

  write(values: TensorValues): void {
    checkValues(this.type, values);
    this.storage.set(values);
  }

  /** As `write`, without rounding to f32. */
  writeExact(values: ArrayLike<number>): void {
    if (values.length !== this.storage.length) throw lengthError(this.type, values.length);
    this.storage.set(values);
  }

  async read(): Promise<TensorValues> {
    return toTensorValues(this.storage);
  }

  /** A copy of the values without rounding to f32. */
  readExact(): Storage {
    return this.storage.slice();
  }

  dispose(): void {
    this.#isDisposed = true;
  }
}

/** Throws when the host's values are of another type or length. */
export function checkValues(type: TensorType, values: TensorValues): void {
  if (values.length !== countElements(type.shape)) throw lengthError(type, values.length);
  if (!isMatchingArray(type.dtype, values)) {
    throw new EngineError("bad-binding", `A tensor ${formatType(type)} cannot take values of a ${values.constructor.name}.`);
  }
}

function lengthError(type: TensorType, length: number): EngineError {
  return new EngineError(
    "bad-binding",
    `A tensor ${formatType(type)} holds ${countElements(type.shape)} values, but ${length} came.`,
  );
}
