/** Whether the device still lives, shared by all that hang on it; settles every wait when it dies. */
import { type DeviceLoss, EngineError } from "../../device.ts";

export class DeviceLife {
  readonly device: GPUDevice;
  readonly lost: Promise<DeviceLoss>;
  /** Waits in progress. A shared promise would collect a reaction per wait for as long as the device lives. */
  readonly #waits = new Set<(error: EngineError) => void>();
  readonly #settleLost: (loss: DeviceLoss) => void;
  #failure: EngineError | undefined;

  constructor(device: GPUDevice) {
    this.device = device;
    const { promise, resolve } = Promise.withResolvers<DeviceLoss>();
    this.lost = promise;
    this.#settleLost = resolve;
    device.lost.then(({ reason, message }) => {
      const isOurs = reason === "destroyed";
      const text = isOurs ? "The device was disposed." : `The GPU device was lost: ${message || "no reason given"}`;
      this.#fail(new EngineError(isOurs ? "disposed" : "device-lost", text));
      resolve({ reason: isOurs ? "destroyed" : "lost", message: text });
    });
    device.addEventListener("uncapturederror", (event) => {
      const { error } = event;
      // Node has no such class to compare with.
      const code = error.constructor.name === "GPUOutOfMemoryError" ? "out-of-memory" : "device-lost";
      this.#fail(new EngineError(code, `The GPU reported an error: ${error.message}`, { cause: error }));
      // Nothing can be trusted after it: whoever holds the device hears so, and gets another.
      // Not within the event: Dawn holds its own locks there.
      setTimeout(() => device.destroy(), 0);
    });
  }

  #fail(error: EngineError): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    for (const reject of this.#waits) reject(error);
    this.#waits.clear();
    // A device that was destroyed tells so itself.
    if (error.code !== "disposed") this.#settleLost({ reason: "lost", message: error.message, error });
  }

  get failure(): EngineError | undefined {
    return this.#failure;
  }

  checkAlive(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** The device was disposed on purpose: waits end at once. */
  end(): void {
    this.#fail(new EngineError("disposed", "The device was disposed."));
  }

  /** Settles with `promise`, or rejects when the device dies first. A rejection caused by the death becomes its EngineError. */
  async orLost<T>(promise: Promise<T>): Promise<T> {
    // Nobody looks at it any more when the device has died already.
    promise.catch(() => {});
    this.checkAlive();
    const { promise: result, resolve, reject } = Promise.withResolvers<T>();
    this.#waits.add(reject);
    promise.then(resolve, reject);
    try {
      return await result;
    } catch (error) {
      if (this.#failure !== undefined) throw this.#failure;
      if (error instanceof EngineError) throw error;
      // Maps are aborted just before `device.lost` settles; give it a turn.
      await Promise.race([this.lost, new Promise((resolve) => setTimeout(resolve, 100))]);
      if (this.#failure !== undefined) throw this.#failure;
      throw new EngineError("device-lost", error instanceof Error ? error.message : String(error), { cause: error });
    } finally {
      this.#waits.delete(reject);
    }
  }
}

export interface WatchedAllocation<T> {
  readonly result: T;
  readonly outOfMemory: GPUError | null;
  /** What validation says; after a shortage it rejects whatever uses the missing buffer, too. */
  readonly invalid: GPUError | null;
}

/** Runs `create` under error scopes, so that a shortage of memory is an answer and no failure of the device. */
export async function watchAllocation<T>(life: DeviceLife, create: () => T): Promise<WatchedAllocation<T>> {
  const { device } = life;
  device.pushErrorScope("validation");
  device.pushErrorScope("out-of-memory");
  let scopes: [Promise<GPUError | null>, Promise<GPUError | null>];
  let result: T;
  try {
    result = create();
  } finally {
    scopes = [life.orLost(device.popErrorScope()), life.orLost(device.popErrorScope())];
    for (const scope of scopes) scope.catch(() => {});
  }
  const [outOfMemory, invalid] = await Promise.all(scopes);
  return { result, outOfMemory, invalid };
}
