/**
 * A batch that does not fit the device is computed in parts of equal size, whose gradients are gathered for one update: the same update
 * as the whole batch makes, up to rounding (dropout draws other masks). The run goes on counting whole batches; only the session
 * knows about parts.
 */
import type { Executable, StepScalars, Submission } from "@downhill/engine";

type SeriesValues = Readonly<Record<string, Float32Array>>;

/** Where the parts of each step stand. Steps and parts count from 0; the last batch of an epoch may have fewer parts. */
export interface PartOrder {
  /** The first part of a step, counted over the whole run. */
  firstOf(step: number): number;
}

export interface PartOrderRequest {
  readonly parts: number;
  readonly stepsPerEpoch: number;
  readonly partsPerEpoch: number;
}

export function orderParts({ parts, stepsPerEpoch, partsPerEpoch }: PartOrderRequest): PartOrder {
  return {
    firstOf: (step) => Math.floor(step / stepsPerEpoch) * partsPerEpoch + (step % stepsPerEpoch) * parts,
  };
}

/** The series of parts as series of steps: all are sums over samples. */
export function joinParts(series: SeriesValues, order: PartOrder, fromStep: number, count: number): SeriesValues {
  const start = order.firstOf(fromStep);
  return Object.fromEntries(
    Object.entries(series).map(([name, values]) => [
      name,
      Float32Array.from({ length: count }, (_, place) => {
        const own = values.subarray(order.firstOf(fromStep + place) - start, order.firstOf(fromStep + place + 1) - start);
        return own.reduce((total, value) => total + value, 0);
      }),
    ]),
  );
}

/** The divisors of a batch are what it can be cut into: the smallest that is at least `wanted`; null beyond single samples. */
export function chooseParts(batchSize: number, wanted: number): number | null {
  for (let parts = wanted; parts <= batchSize; parts++) if (batchSize % parts === 0) return parts;
  return null;
}

/** As many submits as it takes; what they give is put together. */
export function submitInPieces(executable: Executable, { steps, values }: StepScalars, mostSteps: number): Submission {
  if (steps <= mostSteps) return executable.submit({ steps, values });
  const submissions: Submission[] = [];
  for (let from = 0; from < steps; from += mostSteps) {
    const count = Math.min(mostSteps, steps - from);
    const own = Object.fromEntries(Object.entries(values).map(([name, all]) => [name, all.slice(from, from + count)]));
    submissions.push(executable.submit({ steps: count, values: own }));
  }
  const done = Promise.all(submissions.map((submission) => submission.done)).then(() => {});
  const series = Promise.all(submissions.map((submission) => submission.series)).then(concatenate);
  // The caller may drop either promise.
  for (const promise of [done, series]) promise.catch(() => {});
  return { done, series };
}

function concatenate(pieces: readonly SeriesValues[]): SeriesValues {
  const names = Object.keys(pieces[0] ?? {});
  return Object.fromEntries(names.map((name) => [name, Float32Array.from(pieces.flatMap((piece) => [...(piece[name] ?? [])]))]));
}
