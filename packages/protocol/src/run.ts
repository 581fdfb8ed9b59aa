/**
 * The words that runners (a tab, a worker) and the server share about a run. Schemas only, no behaviour.
 *
 * A run is one training of an experiment. A runner claims it and gets an attempt number (the fencing token), heartbeats under
 * a lease, appends events numbered from 1 within the attempt, uploads checkpoints, and finishes it. Appending an event twice changes
 * nothing; a runner whose attempt is no longer the run's latest is refused ("attempt-superseded").
 */
import { CompilerOptions, DatasetSignature, ModelDocument } from "@downhill/model";
import { z } from "zod";
import { BlobHash, maxBlobSizeBytes } from "./blob.ts";
import { maxPointsPerBatch, maxSeriesPerRun } from "./lease.ts";

/** Counted numbers that are kept as 32-bit integers. */
const maxCount = 2 ** 31 - 1;

/** Updates so far. */
export const Step = z.number().int().nonnegative().max(maxCount);

/** Milliseconds since 1970, until the year 9999: what dates in text forms can say. */
export const TimeMs = z.number().nonnegative().max(253_402_300_799_999);

/** Databases cannot keep the character 0 in text. */
const withoutZero = (text: string): boolean => !text.includes("\0");

export const SeriesName = z.string().min(1).max(120).refine(withoutZero, "a series' name cannot hold the character 0");

export const RunState = z.enum(["queued", "compiling", "running", "paused", "finished", "stopped", "failed"]);
export type RunState = z.infer<typeof RunState>;

/** States that no runner will change any more. */
export const endStates: readonly RunState[] = ["finished", "stopped", "failed"];

/** The frozen experiment: all that decides the result besides the device. */
export const ExperimentSpec = z.object({
  document: ModelDocument,
  options: CompilerOptions,
  signature: DatasetSignature,
  /** Content hash of the dataset version. */
  datasetVersionHash: z.string(),
});
export type ExperimentSpec = z.infer<typeof ExperimentSpec>;

/** One number of one series at one step (from 1: after that many updates). JSON has no NaN: `null` is NaN, the strings are infinities. */
export const PointValue = z.union([z.number(), z.null(), z.enum(["Infinity", "-Infinity"])]);
export type PointValue = z.infer<typeof PointValue>;

/** Series are named "training/loss", "validation/loss", "training/accuracy", "learningRate", "samplesPerSecond". */
export const SeriesPoints = z.object({
  series: SeriesName,
  steps: z.array(Step).max(maxPointsPerBatch),
  values: z.array(PointValue).max(maxPointsPerBatch),
});
export type SeriesPoints = z.infer<typeof SeriesPoints>;

export const RunProgress = z.object({
  step: z.number().int().nonnegative(),
  totalSteps: z.number().int().nonnegative(),
  epoch: z.number().nonnegative(),
  samplesPerSecond: z.number().nonnegative(),
  secondsLeft: z.number().nonnegative().nullable(),
});
export type RunProgress = z.infer<typeof RunProgress>;

/** For people; a character 0 that came with some text of theirs is left out. */
const Message = z
  .string()
  .max(2000)
  .overwrite((text) => text.replaceAll("\0", ""));

/** Where numbers that are not finite began: found by replaying the last steps. */
export const NonFiniteSource = z.object({
  /** That of the loss, or one shortly before. */
  step: Step,
  /** Id of the block, or a stage such as "loss" or "optimizer". */
  origin: z.string().max(120).refine(withoutZero).nullable(),
  pass: z.enum(["forward", "backward", "update"]),
  /** Such as "the weights kernel", "the gradient of kernel" or "the result of exp". */
  tensor: z.string().max(300).refine(withoutZero),
  badElements: z.number().int().nonnegative(),
  elements: z.number().int().positive(),
});
export type NonFiniteSource = z.infer<typeof NonFiniteSource>;

export const RunEventBody = z.discriminatedUnion("type", [
  z.object({ type: z.literal("state"), state: RunState, message: Message.optional() }),
  z.object({ type: z.literal("points"), points: z.array(SeriesPoints).max(maxSeriesPerRun) }),
  z.object({ type: z.literal("progress"), progress: RunProgress }),
  /** The first step whose loss is not finite. */
  z.object({
    type: z.literal("nonFinite"),
    series: SeriesName,
    step: Step,
    value: PointValue,
    source: NonFiniteSource.optional(),
  }),
  z.object({
    type: z.literal("checkpoint"),
    step: Step,
    blob: BlobHash,
    sizeBytes: z.number().int().nonnegative().max(maxBlobSizeBytes),
    isBest: z.boolean(),
  }),
]);
export type RunEventBody = z.infer<typeof RunEventBody>;

export const RunEvent = z.object({
  /** From 1 within the attempt, without gaps. */
  sequence: z.number().int().positive().max(maxCount),
  /** By the runner's clock. */
  atMs: TimeMs,
  body: RunEventBody,
});
export type RunEvent = z.infer<typeof RunEvent>;

/** What ran it; kept with the run. */
export const RunnerInfo = z.object({
  kind: z.enum(["tab", "worker", "command-line"]),
  /** Such as "WebGPU · Apple M3". */
  deviceLabel: z.string().max(200),
  deviceKey: z.string().max(300),
  engineVersion: z.string().max(40),
});
export type RunnerInfo = z.infer<typeof RunnerInfo>;

/** What a claim gives. `resumeFrom` is the latest checkpoint, when there is one. */
export const RunClaim = z.object({
  runId: z.string(),
  attempt: z.number().int().positive(),
  /** Proves the claim in heartbeats and events; known to this runner only. */
  leaseToken: z.string(),
  leaseExpiresAtMs: z.number(),
  spec: ExperimentSpec,
  resumeFrom: z.object({ step: z.number().int(), blob: z.string() }).nullable(),
});
export type RunClaim = z.infer<typeof RunClaim>;
