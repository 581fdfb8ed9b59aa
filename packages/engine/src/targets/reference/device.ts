/**
 * The reference target: evaluates a program node by node in double precision. It is the oracle of the tests and the
 * stand-in where there is no WebGPU; it aims at being plainly right, then at being quick enough for small models.
 */
import type { Program, TensorType } from "@downhill/ir";
import {
  type CompileBindings,
  type CompileOptions,
  type DeviceInfo,
  type DeviceLoss,
  type EngineDevice,
  EngineError,
  type TensorValues,
} from "../../device.ts";
import { ReferenceExecutable } from "./executable.ts";
import { ReferenceTensor } from "./tensor.ts";

export class ReferenceDevice implements EngineDevice {
  readonly info: DeviceInfo = { target: "reference", label: "Reference (f64, CPU)", isSoftware: true, key: "reference-f64" };
  readonly lost: Promise<DeviceLoss>;
  readonly #settleLost: (loss: DeviceLoss) => void;
  #isDisposed = false;

  constructor() {
    const { promise, resolve } = Promise.withResolvers<DeviceLoss>();
    this.lost = promise;
    this.#settleLost = resolve;
  }

  createTensor(type: TensorType, values?: TensorValues): ReferenceTensor {
    this.#checkOpen();
    return new ReferenceTensor(type, values);
  }

  async compile(program: Program, bindings: CompileBindings, options: CompileOptions = {}): Promise<ReferenceExecutable> {
    this.#checkOpen();
    return new ReferenceExecutable(program, bindings, options);
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#settleLost({ reason: "destroyed", message: "The device was disposed." });
  }

  #checkOpen(): void {
    if (this.#isDisposed) throw new EngineError("disposed", "This device was disposed.");
  }
}

export function openReferenceDevice(): ReferenceDevice {
  return new ReferenceDevice();
}
