/** Tells a run on standard output: as JSON lines, or as a line per epoch for people. */
import { decodePointValue, type RunEventBody, type RunProgress, type SeriesPoints } from "@downhill/protocol";
import { describeNonFiniteSource, type EventSink } from "@downhill/trainer";

export interface ConsoleEventsOptions {
  readonly isJson: boolean;
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  readonly hasValidation: boolean;
  /** The name of a block by its id. */
  readonly nameOf: (id: string) => string;
  readonly write: (line: string) => void;
}

export function createConsoleEvents(options: ConsoleEventsOptions): EventSink {
  const { isJson, write } = options;
  const emit = isJson ? (event: RunEventBody) => write(JSON.stringify(event)) : createLineTeller(options);
  return { emit, flush: () => Promise.resolve() };
}

function formatValue(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(4))) : String(value);
}

/** Values by series name, of the last step of an epoch. */
type EpochValues = Map<string, number>;

function describeSubset(values: EpochValues, subset: string): string {
  return [...values]
    .filter(([name]) => name.startsWith(`${subset}/`))
    .map(([name, value]) => `${name.slice(subset.length + 1)} ${formatValue(value)}`)
    .join(", ");
}

function createLineTeller(options: ConsoleEventsOptions): (event: RunEventBody) => void {
  const { epochs, stepsPerEpoch, hasValidation, nameOf, write } = options;
  const open = new Map<number, EpochValues>();
  let progress: RunProgress | null = null;
  const gather = ({ series, steps, values }: SeriesPoints) => {
    for (const [place, step] of steps.entries()) {
      const value = values[place];
      if (step % stepsPerEpoch !== 0 || value === undefined) continue;
      const epoch = step / stepsPerEpoch;
      const known = open.get(epoch) ?? new Map();
      open.set(epoch, known.set(series, decodePointValue(value)));
    }
  };
  const tellEpoch = (epoch: number, values: EpochValues) => {
    const parts = [`epoch ${epoch}/${epochs}`, `step ${epoch * stepsPerEpoch}`, describeSubset(values, "training")];
    const validation = describeSubset(values, "validation");
    if (validation) parts.push(`validation ${validation}`);
    if (progress && progress.samplesPerSecond > 0) parts.push(`${Math.round(progress.samplesPerSecond)} samples/s`);
    if (progress?.secondsLeft && epoch < epochs) parts.push(`${Math.ceil(progress.secondsLeft)} s left`);
    write(parts.join(" | "));
  };
  return (event) => {
    switch (event.type) {
      case "points":
        event.points.forEach(gather);
        for (const [epoch, values] of [...open].sort(([a], [b]) => a - b)) {
          if (!values.has(hasValidation ? "validation/loss" : "training/loss")) continue;
          tellEpoch(epoch, values);
          open.delete(epoch);
        }
        return;
      case "progress":
        progress = event.progress;
        return;
      case "nonFinite":
        write(`${event.series} is ${decodePointValue(event.value)} at step ${event.step}`);
        if (event.source) write(describeNonFiniteSource(event.source, nameOf));
        return;
      case "checkpoint":
        write(`checkpoint of step ${event.step} written${event.isBest ? ", the best so far" : ""}`);
        return;
      case "state":
        if (event.state === "compiling" || event.state === "running") {
          if (event.message) write(event.message);
        } else if (event.state !== "failed") {
          write(`${event.state}${event.message ? `: ${event.message}` : ""}`);
        }
    }
  };
}
