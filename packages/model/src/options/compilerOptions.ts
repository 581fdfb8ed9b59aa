/**
 * Compiler options: all that decides how a model is trained. `kind` names a catalogue entry and `parameters` belong to it.
 * Defaults, ranges and help come from the catalogue and from `optionFields.ts`; this is only the stored form.
 */
import { z } from "zod";

export const Choice = z.object({ kind: z.string().min(1), parameters: z.record(z.string(), z.unknown()) });
export type Choice = z.infer<typeof Choice>;

export const CompilerOptions = z.object({
  version: z.literal(1),
  /** Loss per Target block, by block id. A Target without an entry takes the loss that fits its feature. */
  losses: z.record(z.string(), Choice),
  /** Its parameters hold all but the learning rate. */
  optimizer: Choice,
  learningRate: z.number().positive().max(10),
  schedule: Choice,
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
export type CompilerOptions = z.infer<typeof CompilerOptions>;
