/**
 * Compiler options: all that decides how a model is trained. `kind` names a catalogue entry and `parameters` belong to it.
 * Defaults, ranges and help come from the catalogue and from `optionFields.ts`; this is only the stored form.
 */
import { z } from "zod";
import { optionFields } from "./optionFields.ts";

export const Choice = z.object({ kind: z.string().min(1), parameters: z.record(z.string(), z.unknown()) });
export type Choice = z.infer<typeof Choice>;

const Complete = z.object({
  version: z.literal(1),
  /** Loss per Target block, by block id. A Target without an entry takes the loss that fits its feature. */
  losses: z.record(z.string(), Choice),
  /** Its parameters hold all but the learning rate. */
  optimizer: Choice,
  learningRate: z.number().positive().max(10),
  schedule: Choice,
  /** In front of any schedule, which begins when the warm-up ends. */
  warmup: z.enum(["none", "linear", "fromStart"]),
  warmupSteps: z.number().int().min(1).max(10_000_000),
  warmupStart: z.number().min(0).max(1),
  clipping: z.enum(["none", "value", "tensorNorm", "globalNorm"]),
  clippingThreshold: z.number().positive().max(1_000_000),
  clippingForm: z.enum(["pytorch", "keras"]),
  /** Batches whose gradients are gathered for one update. */
  accumulationSteps: z.number().int().min(1).max(10_000),
  /** Evaluation and prediction use a moving average of the weights. */
  weightAverage: z.boolean(),
  weightAverageMomentum: z.number().min(0).max(0.999999),
  batchSize: z.number().int().min(1).max(1_000_000),
  epochs: z.number().int().min(1).max(100_000),
  /** Order in which samples are drawn. */
  dataAccessSeed: z.number().int().min(0).max(0xffffffff),
  /** First weights, dropout masks. */
  weightSeed: z.number().int().min(0).max(0xffffffff),
  shuffle: z.boolean(),
  /** Catalogue kinds of metrics; those that do not fit a Target are left out for it. */
  metrics: z.array(z.string()),
  checkpointIntervalSeconds: z.number().min(1).max(3600),
});
const { shape } = Complete;

/** Options that were stored before an option was added have its default. */
export const CompilerOptions = Complete.extend({
  warmup: shape.warmup.default(optionFields.warmup.default),
  warmupSteps: shape.warmupSteps.default(optionFields.warmupSteps.default),
  warmupStart: shape.warmupStart.default(optionFields.warmupStart.default),
  clipping: shape.clipping.default(optionFields.clipping.default),
  clippingThreshold: shape.clippingThreshold.default(optionFields.clippingThreshold.default),
  clippingForm: shape.clippingForm.default(optionFields.clippingForm.default),
  accumulationSteps: shape.accumulationSteps.default(optionFields.accumulationSteps.default),
  weightAverage: shape.weightAverage.default(optionFields.weightAverage.default),
  weightAverageMomentum: shape.weightAverageMomentum.default(optionFields.weightAverageMomentum.default),
});
export type CompilerOptions = z.infer<typeof CompilerOptions>;

const laterOptions = [
  "warmup",
  "warmupSteps",
  "warmupStart",
  "clipping",
  "clippingThreshold",
  "clippingForm",
  "accumulationSteps",
  "weightAverage",
  "weightAverageMomentum",
] as const;

/** Leaves out what was added later and stands at its default: what a fingerprint of older options was made of. */
export function stripLaterDefaults(options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const isPlain = ([name, value]: readonly [string, unknown]) =>
    laterOptions.every((later) => later !== name || optionFields[later].default !== value);
  return Object.fromEntries(Object.entries(options).filter(isPlain));
}

/** Some of the options, as a file may hold them: what is left out stays out. Unknown names are refused, for they may be misspelt. */
export const PartialCompilerOptions = Complete.partial().strict();
