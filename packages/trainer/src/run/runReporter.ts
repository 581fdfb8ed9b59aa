/**
 * Everything a run tells, in order: points gathered into a few events a second, progress beside them, and the state changes between.
 * Holds no clock of its own: the loop calls `flushIfDue` at its step boundaries.
 */
import { encodePointValue, type NonFiniteSource, type RunEventBody, type RunState } from "@downhill/protocol";
import type { EventSink } from "../ports.ts";
import { createPointBuffer } from "./pointBuffer.ts";
import { createThroughput } from "./throughput.ts";

export interface RunReporterOptions {
  readonly events: EventSink;
  readonly totalSteps: number;
  readonly stepsPerEpoch: number;
  readonly samplesPerEpoch: number;
  readonly startStep: number;
  readonly flushIntervalMs?: number;
}

export interface RunReporter {
  addPoint(series: string, step: number, value: number): void;
  /** Steps up to here are done on the device. */
  noteStepsDone(step: number): void;
  /** Forgets the measured speed: after a pause or a device loss. */
  restartClock(): void;
  flushIfDue(): void;
  /** Sends waiting points and progress now. */
  flush(): void;
  /** Points first, then the event. */
  tell(event: RunEventBody): void;
  tellState(state: RunState, message?: string): void;
  /** Something that does not end the run: the state stays as it is. */
  tellProblem(message: string): void;
  /** A loss that is NaN or infinite, and where that began. */
  tellNonFinite(series: string, step: number, value: number, source?: NonFiniteSource | null): void;
}

export function createRunReporter(options: RunReporterOptions): RunReporter {
  const { events, totalSteps, stepsPerEpoch, samplesPerEpoch, startStep, flushIntervalMs = 160 } = options;
  const points = createPointBuffer();
  const throughput = createThroughput();
  let doneStep = startStep;
  let lastFlushMs = Number.NEGATIVE_INFINITY;
  let toldStep = -1;
  let state: RunState = "compiling";

  const flush = () => {
    const stepsPerSecond = throughput.getStepsPerSecond();
    const samplesPerSecond = stepsPerSecond * (samplesPerEpoch / stepsPerEpoch);
    if (points.size > 0) {
      if (samplesPerSecond > 0) points.add("samplesPerSecond", doneStep, Math.round(samplesPerSecond));
      events.emit({ type: "points", points: points.take() });
      lastFlushMs = performance.now();
    }
    if (doneStep !== toldStep) {
      toldStep = doneStep;
      events.emit({
        type: "progress",
        progress: {
          step: doneStep,
          totalSteps,
          epoch: doneStep / stepsPerEpoch,
          samplesPerSecond,
          secondsLeft: stepsPerSecond > 0 ? (totalSteps - doneStep) / stepsPerSecond : null,
        },
      });
    }
  };

  const tell = (event: RunEventBody) => {
    flush();
    events.emit(event);
  };

  return {
    addPoint: points.add,
    noteStepsDone(step) {
      doneStep = step;
      throughput.observe(step, performance.now());
    },
    restartClock: throughput.restart,
    flushIfDue() {
      if (performance.now() - lastFlushMs >= flushIntervalMs) flush();
    },
    flush,
    tell,
    tellState(next, message) {
      state = next;
      tell({ type: "state", state, ...(message === undefined ? {} : { message }) });
    },
    tellProblem: (message) => tell({ type: "state", state, message }),
    tellNonFinite: (series, step, value, source) =>
      tell({ type: "nonFinite", series, step, value: encodePointValue(value), ...(source ? { source } : {}) }),
  };
}
