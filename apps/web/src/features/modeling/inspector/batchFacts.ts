import { countUpdates } from "@downhill/model";
import { formatCount } from "../../../ui/formatNumber.ts";

export interface BatchFacts {
  /** Updates in one epoch. */
  readonly updates: number;
  /** Samples in the last batch of an epoch. */
  readonly last: number;
  readonly sentence: string;
}

/** What a batch size means for so many training samples. The last batch takes what is left. */
export function batchFacts(samples: number, batchSize: number, accumulationSteps = 1): BatchFacts {
  if (samples === 0) return { updates: 0, last: 0, sentence: "There are no training samples." };
  const batches = Math.ceil(samples / batchSize);
  const updates = countUpdates(batches, accumulationSteps);
  const last = samples - (batches - 1) * batchSize;
  const ofBatches = batches === updates ? "" : ` from ${formatCount(batches)} batches`;
  const perEpoch = `${formatCount(updates)} ${updates === 1 ? "update" : "updates"} per epoch${ofBatches}`;
  if (batches === 1) return { updates, last, sentence: `${perEpoch}, with all ${formatCount(samples)} samples.` };
  if (last === batchSize) return { updates, last, sentence: `${perEpoch}, every batch is full.` };
  return { updates, last, sentence: `${perEpoch}, the last batch holds ${formatCount(last)}.` };
}
