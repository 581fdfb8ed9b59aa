import { formatCount } from "../../../ui/formatNumber.ts";

export interface BatchFacts {
  /** Updates in one epoch. */
  readonly updates: number;
  /** Samples in the last batch of an epoch. */
  readonly last: number;
  readonly sentence: string;
}

/** What a batch size means for so many training samples. The last batch takes what is left. */
export function batchFacts(samples: number, batchSize: number): BatchFacts {
  if (samples === 0) return { updates: 0, last: 0, sentence: "There are no training samples." };
  const updates = Math.ceil(samples / batchSize);
  const last = samples - (updates - 1) * batchSize;
  const perEpoch = `${formatCount(updates)} ${updates === 1 ? "update" : "updates"} per epoch`;
  if (updates === 1) return { updates, last, sentence: `${perEpoch}, with all ${formatCount(samples)} samples.` };
  if (last === batchSize) return { updates, last, sentence: `${perEpoch}, every batch is full.` };
  return { updates, last, sentence: `${perEpoch}, the last batch holds ${formatCount(last)}.` };
}
