/** What a checkpoint says of itself, kept as JSON in the safetensors metadata. It holds no clock time: equal states give equal bytes. */
import { canonicalJson, sha256Hex } from "@downhill/data";
import { stripLaterDefaults, usesRunLength } from "@downhill/model";
import type { ExperimentSpec } from "@downhill/protocol";
import { z } from "zod";
import { StoredTileTable } from "./tileTable.ts";

export const checkpointFormatVersion = 1;

export const CheckpointManifest = z.object({
  format: z.literal("downhill/checkpoint"),
  version: z.literal(checkpointFormatVersion),
  engineVersion: z.string(),
  /** Updates done; the next batch, rate and random numbers all follow from it. */
  step: z.number().int().nonnegative(),
  /** Step of the last complete evaluation; lower than `step` at an epoch's end that is still to be evaluated. */
  evaluatedStep: z.number().int().nonnegative(),
  stepsPerEpoch: z.number().int().positive(),
  /** Of everything in the experiment that decides the numbers up to here. */
  specHash: z.string(),
  datasetVersionHash: z.string(),
  dataAccessSeed: z.number().int(),
  weightSeed: z.number().int(),
  /** Lowest validation loss so far and the step it was measured at. */
  best: z.object({ step: z.number().int(), validationLoss: z.number() }).nullable(),
  /** What a learning rate that follows results remembers; null for the others. */
  rateMemory: z
    .object({
      rate: z.number(),
      best: z.number().nullable(),
      waited: z.number().int(),
      cooldown: z.number().int(),
    })
    .nullable()
    .default(null),
  /** Tiles measured on the device, where the run used any. */
  tiles: StoredTileTable.optional(),
});
export type CheckpointManifest = z.infer<typeof CheckpointManifest>;

/**
 * Left out is what may differ between two halves of one training: where blocks stand, number of epochs (unless the learning rate is
 * planned over the whole run), how often to save, and how many samples each class has where no loss weighs by it.
 */
export function computeSpecHash(spec: ExperimentSpec): Promise<string> {
  const { document, options, signature, datasetVersionHash } = spec;
  const blocks = document.blocks.map(({ id, kind, name, parameters }) => ({ id, kind, name, parameters }));
  const connections = document.connections.map(({ from, to }) => ({ from, to }));
  const { epochs, checkpointIntervalSeconds: _interval, ...others } = options;
  const deciding = stripLaterDefaults(usesRunLength(options) ? { ...others, epochs } : others);
  const usesCounts = Object.values(options.losses).some(({ parameters }) => parameters.classWeights === "balanced");
  const features = signature.features.map(({ classCounts, ...feature }) => (usesCounts ? { ...feature, classCounts } : feature));
  const content = { blocks, connections, options: deciding, signature: { ...signature, features }, datasetVersionHash };
  return sha256Hex(new TextEncoder().encode(canonicalJson(content)));
}
