/**
 * How many steps to put into the next submit, so that one submit keeps the device busy for about 45 ms: far below the
 * operating system's patience with a GPU, short enough for pause and stop, long enough that submitting costs nothing.
 */
export interface StepPacer {
  getNextStepCount(): number;
  /** Tells the time a submit of `steps` really took. */
  observe(steps: number, durationMs: number): void;
}

export interface StepPacerOptions {
  readonly targetMs?: number;
  readonly maxSteps?: number;
}

/** Starts with single steps (the first point comes at once) and at most doubles from submit to submit. */
export function createStepPacer({ targetMs = 45, maxSteps = 64 }: StepPacerOptions = {}): StepPacer {
  let stepCount = 1;
  let stepMs: number | null = null;
  return {
    getNextStepCount: () => stepCount,
    observe(steps, durationMs) {
      const measured = durationMs / steps;
      // The slower of the two wins at once; a faster one is believed slowly, since a single reading may be a fluke.
      stepMs = stepMs === null || measured > stepMs ? measured : stepMs * 0.7 + measured * 0.3;
      const wanted = Math.floor(targetMs / Math.max(stepMs, 1e-3));
      // Only a full submit may raise the count: a short one at the end of an epoch says little.
      const ceiling = steps >= stepCount ? stepCount * 2 : stepCount;
      stepCount = Math.max(1, Math.min(wanted, ceiling, maxSteps));
    },
  };
}
