import type { FeatureSignature } from "../datasetSignature.ts";
import type { Choice, CompilerOptions } from "./compilerOptions.ts";

/** The loss that fits a feature when nothing is chosen. */
export function fitLoss(signature: FeatureSignature): Choice {
  const kinds = { categorical: "categoricalCrossentropy", binary: "binaryCrossentropy" } as const;
  const kind = signature.kind === "categorical" || signature.kind === "binary" ? kinds[signature.kind] : "meanSquaredError";
  return { kind, parameters: {} };
}

/** The loss of one Target: the chosen one, or the one that fits. */
export function getLossChoice(options: CompilerOptions, targetId: string, signature: FeatureSignature): Choice {
  return options.losses[targetId] ?? fitLoss(signature);
}
