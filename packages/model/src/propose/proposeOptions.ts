import type { DatasetSignature } from "../datasetSignature.ts";
import { targetBlocks } from "../document/blocksByRole.ts";
import type { ModelDocument } from "../document/modelDocument.ts";
import type { Choice, CompilerOptions } from "../options/compilerOptions.ts";
import { createOptions } from "../options/createOptions.ts";
import { optionFields } from "../options/optionFields.ts";
import { fitTargetLoss } from "../options/resolveLoss.ts";
import type { ProposalHints } from "./proposeModel.ts";

/** Enough updates for a small network to settle at the default rate. */
const wantedSteps = 3000;

/** Options that suit the model and the number of samples: fitting losses, Adam at 0.001, batches of 32, enough epochs. */
export function proposeOptions(document: ModelDocument, signature: DatasetSignature, hints: ProposalHints = {}): CompilerOptions {
  const batchSize = hints.batchSize ?? optionFields.batchSize.default;
  const stepsPerEpoch = Math.max(1, Math.ceil(signature.samples.training / batchSize));
  const epochs = hints.epochs ?? Math.min(200, Math.max(8, Math.ceil(wantedSteps / stepsPerEpoch)));
  const losses: Record<string, Choice> = {};
  for (const block of targetBlocks(document)) {
    const fitting = fitTargetLoss(block, signature);
    if (fitting) losses[block.id] = fitting;
  }
  return createOptions({ batchSize, epochs, losses, learningRate: hints.learningRate ?? optionFields.learningRate.default });
}
